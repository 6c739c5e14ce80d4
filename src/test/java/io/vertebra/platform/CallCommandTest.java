package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.platform.CallRun.Result;
import io.vertebra.rpc.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallCommandTest {

  private static final String ECHO = "vertebra.test.v1.Echo/";

  private static CallRun run;

  @BeforeAll
  static void start() {
    run = CallRun.withReflection();
  }

  @AfterAll
  static void stop() {
    run.close();
  }

  @BeforeEach
  void forget() {
    run.ends.clear();
  }

  private static InputStream stdin(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void callsAUnaryMethod() {
    Result result = run.call(ECHO + "Unary", "-d", "{\"text\": \"it's é\"}");

    assertThat(result.err()).isEmpty();
    assertThat(result.lines()).containsExactly("{", "  \"text\": \"it's é\"", "}");
    assertThat(result.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Unary|{\"text\": \"a\"}|{\"text\":\"a\"}",
        "ServerStream|{\"text\": \"a\", \"count\": 2}|{\"text\":\"a\"};{\"text\":\"a\",\"index\":1}",
        "ClientStream|{\"text\": \"a\"} {\"text\": \"b\"}|{\"text\":\"a,b\",\"index\":2}",
        "BidiStream|{\"text\": \"a\"} {\"text\": \"b\"}|{\"text\":\"a\"};{\"text\":\"b\",\"index\":1}"
      })
  void callsInEachMode(String method, String data, String responses) {
    Result result = run.call(ECHO + method, "--compact", "-d", data);

    assertThat(result.err()).isEmpty();
    assertThat(result.lines().stream().map(line -> line.replaceAll(",?\"metadata\":\\{[^}]*}", "")))
        .containsExactly(responses.split(";"));
    assertThat(result.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"Unary,1", "ServerStream,0", "ClientStream,1", "BidiStream,0"})
  void sendsOneEmptyMessageOrNoneWithoutData(String method, int responses) {
    Result result = run.call(ECHO + method, "--compact");

    assertThat(result.code()).isZero();
    assertThat(result.lines()).hasSize(responses);
  }

  @Test
  void readsTheRequestFromAFileOrTheStandardInput(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("request.json"), "{\"text\": \"from a file é\"}");

    Result fromFile = run.call(ECHO + "Unary", "-d", "@" + file);
    Result fromInput = run.call(stdin("{\"text\": \"é typed\"}\n"), ECHO + "Unary", "-d", "@-");

    assertThat(fromFile.out()).contains("\"text\": \"from a file é\"");
    assertThat(fromInput.out()).contains("\"text\": \"é typed\"");
  }

  @Test
  void sendsAndPrintsEachMessageOfATalkAsItComes() throws Exception {
    PipedOutputStream keyboard = new PipedOutputStream();
    StringWriter screen = new StringWriter();
    CompletableFuture<Result> talk =
        run.start(
            new PipedInputStream(keyboard), screen, ECHO + "BidiStream", "--compact", "-d", "@-");
    for (int i = 0; i < 3; i++) {
      keyboard.write(("{\"text\": \"m" + i + "\"}\n").getBytes(StandardCharsets.UTF_8));
      keyboard.flush();
      String answer = "\"text\":\"m" + i + "\"";
      Awaitility.await().until(() -> screen.toString().contains(answer));
      assertThat(talk).isNotDone();
    }
    keyboard.close();

    assertThat(talk.get(20, TimeUnit.SECONDS).code()).isZero();
    assertThat(run.ends.poll(10, TimeUnit.SECONDS).isOk()).isTrue();
  }

  @Test
  void doesNotReadAheadOfASlowServer() {
    byte[] first = "{\"delayMs\": 60000}\n".getBytes(StandardCharsets.UTF_8);
    String payload = "A".repeat(16 * 1024);
    byte[] each = ("{\"payload\": \"" + payload + "\"}\n").getBytes(StandardCharsets.UTF_8);
    AtomicInteger read = new AtomicInteger();
    InputStream endless =
        new InputStream() {
          private InputStream current = new ByteArrayInputStream(first);

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            if (current.available() == 0) {
              read.incrementAndGet();
              current = new ByteArrayInputStream(each);
            }
            return current.read(into, from, length);
          }
        };

    Result result = run.call(endless, ECHO + "BidiStream", "-d", "@-", "--deadline", "2s");

    assertThat(result.err()).startsWith("DEADLINE_EXCEEDED: ");
    assertThat(read.get()).as("messages of 12 KiB read").isBetween(5, 100);
  }

  @Test
  void printsAFailureWithItsDetails() {
    String failure =
        "{\"failure\": {\"code\": 9, \"message\": \"it's shut\", \"reason\": \"SHUT\"}}";
    Result result = run.call(ECHO + "Unary", "-d", failure);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines())
        .containsExactly(
            "FAILED_PRECONDITION: it's shut",
            "{",
            "  \"@type\": \"type.googleapis.com/google.rpc.ErrorInfo\",",
            "  \"reason\": \"SHUT\",",
            "  \"domain\": \"test.vertebra.io\",",
            "  \"metadata\": {",
            "    \"key\": \"value\"",
            "  }",
            "}");
  }

  @Test
  void printsTheResponsesBeforeAFailure() {
    String failure =
        "{\"count\": 5, \"failure\": {\"code\": 10, \"message\": \"no\", \"after\": 2}}";
    Result result = run.call(ECHO + "ServerStream", "--compact", "-d", failure);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.lines()).hasSize(2);
    assertThat(result.err()).startsWith("ABORTED: no");
  }

  @Test
  void sendsMetadataAndPrintsIt() {
    Result result =
        run.call(
            ECHO + "Unary",
            "-v",
            "-H",
            "x-tenant: blue",
            "--header",
            "trace-bin: AAEC/w==",
            "-d",
            "{}");

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("\"x-tenant\": \"blue\"", "\"trace-bin\": \"AAEC/w\"");
    assertThat(result.err().lines())
        .containsSubsequence(
            "> vertebra.test.v1.Echo/Unary",
            "> x-tenant: blue",
            "> trace-bin: AAEC/w",
            "< echo-header: h",
            "< echo-bin: AAH/",
            "<< echo-trailer: t")
        .last()
        .asString()
        .matches("OK: 1 response in \\d+\\.\\d ms");
  }

  @Test
  void printsTrailersAndTimesOfAFailureToo() {
    Result result =
        run.call(ECHO + "Unary", "-v", "-d", "{\"failure\": {\"code\": 5, \"message\": \"gone\"}}");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("<< failure-trailer: f\n", "NOT_FOUND: 0 responses in ", "\nNOT_FOUND: gone\n");
  }

  @Test
  void printsDefaultsAndNamesOfTheContract() {
    Result result =
        run.call(ECHO + "ServerStream", "-d", "{\"count\": 1}", "--emit-defaults", "--proto-names");

    assertThat(result.out()).contains("\"version\": 0", "\"payload\": \"\"", "\"index\": 0");
  }

  @Test
  void endsACallAtItsDeadline() throws InterruptedException {
    Result result = run.call(ECHO + "Unary", "-d", "{\"delayMs\": 60000}", "--deadline", "300ms");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).startsWith("DEADLINE_EXCEEDED: ");
    assertThat(run.ends.poll(10, TimeUnit.SECONDS).kind())
        .isIn(Outcome.Kind.TIMED_OUT, Outcome.Kind.CONNECTION_LOST);
  }

  @Test
  void takesMessagesUpToALimit() {
    String data = "{\"payload\": \"" + "AAAA".repeat(500_000) + "\"}";

    assertThat(run.call(ECHO + "Unary", "-d", data).code()).isZero();
    Result refused = run.call(ECHO + "Unary", "--max-message-size", "1MiB", "-d", data);

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).startsWith("RESOURCE_EXHAUSTED: ").contains("1048576");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Unary|{\"text\": }|-d: line 1, column 10: Unexpected character",
        "Unary|{\"txet\": 1}|-d: line 1, column 2: txet: unknown field (expected: a field of"
            + " vertebra.test.v1.EchoRequest; did you mean text?)",
        "Unary|{\"count\": -1}|-d: line 1, column 11: count of vertebra.test.v1.EchoRequest:",
        "Unary|{} {}|-d: several messages (expected: one, which is what"
            + " vertebra.test.v1.Echo/Unary takes)",
        "ServerStream|` `|-d: no message (expected: one",
        "BidiStream|{} {\"x\": 1}|-d: line 1, column 5: x: unknown field",
        "ClientStream|{} {|-d: line 1, column 4: the JSON that starts here does not end",
        "Unary|@no-such-file|-d: @no-such-file (expected: a file that exists)",
        "Unari|{}|Unari: unknown method (expected: one of vertebra.test.v1.Echo; did you mean Unary?)",
        "Unary|{\"text\": \"\uFFFD\"}|-d: characters that "
      })
  void refusesRequestsThatAreWrong(String method, String data, String message) {
    Result result = run.call(ECHO + method, "-d", data);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith(message).endsWith("Try 'vertebra call --help'.\n");
  }

  @Test
  void aTalkThatGoesWrongEndsTheCall() throws InterruptedException {
    Result result = run.call(ECHO + "BidiStream", "-d", "{\"text\": \"a\"} {\"x\": 1}");

    assertThat(result.code()).isEqualTo(2);
    assertThat(run.ends.poll(10, TimeUnit.SECONDS).kind()).isEqualTo(Outcome.Kind.CANCELLED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|Missing method (expected: SERVICE/METHOD, or 'list', or 'describe')",
        "Echo|Echo (expected: SERVICE/METHOD, or 'list', or 'describe')",
        "Echo/Unary|Echo: unknown service (expected: one that 'list' shows; did you mean"
            + " vertebra.test.v1.Echo?)",
        "x.Y/Z --deadline 5|--deadline: 5 (expected: a number with ns, us, ms, s, m, h or d, such"
            + " as 250ms)",
        "x.Y/Z -H novalue|--header: novalue (expected: 'name: value')",
        "x.Y/Z --max-message-size 4|--max-message-size: 4 (expected: 1KiB..1GiB)"
      })
  void refusesACommandLineThatIsWrong(String arguments, String message) {
    Result result = run.call(arguments == null ? new String[0] : arguments.split(" "));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err().lines()).startsWith(message);
  }

  @Test
  void refusesAnAddressThatIsNone() {
    Result result = at("8080");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("--address: 8080 (expected: HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080)");
  }

  private static Result at(String address) {
    return CallRun.run(
        InputStream.nullInputStream(),
        new StringWriter(),
        List.of("call", "list", "--address", address));
  }

  @Test
  void listsServicesAndMethods() {
    assertThat(run.call("list").lines())
        .containsExactly(
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
            "vertebra.test.v1.Echo");
    assertThat(run.call("list", "vertebra.test.v1.Echo").lines())
        .containsExactly(
            "vertebra.test.v1.Echo/BidiStream    stream EchoRequest -> stream EchoResponse",
            "vertebra.test.v1.Echo/ClientStream  stream EchoRequest -> EchoResponse",
            "vertebra.test.v1.Echo/ServerStream  EchoRequest -> stream EchoResponse",
            "vertebra.test.v1.Echo/Unary         EchoRequest -> EchoResponse");
    assertThat(run.call("list", "vertebra.test.v1.Eco").err())
        .isEqualTo(
            "vertebra.test.v1.Eco: unknown service (expected: one that 'list' shows; did you mean"
                + " vertebra.test.v1.Echo?)\nTry 'vertebra call list --help'.\n");
  }

  @Test
  void describesServicesMethodsAndMessages() {
    assertThat(run.call("describe").lines())
        .contains("vertebra.test.v1.Echo is a service:", "service ServerReflection {");
    assertThat(run.call("describe", "vertebra.test.v1.Echo/BidiStream").lines())
        .containsExactly(
            "vertebra.test.v1.Echo.BidiStream is a method:",
            "rpc BidiStream(stream vertebra.test.v1.EchoRequest) returns (stream"
                + " vertebra.test.v1.EchoResponse);");
    assertThat(run.call("describe", "vertebra.test.v1.EchoResponse").lines())
        .contains("message EchoResponse {", "  map<string, string> metadata = 5;");
    Result unknown = run.call("describe", "vertebra.test.v1.EchoRespond");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).startsWith("vertebra.test.v1.EchoRespond: not known to the server");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void isContentWithEitherVersionOfReflection(int version) {
    try (CallRun older = CallRun.with(List.of(CallRun.reflection().get(version)))) {
      assertThat(older.call("list").lines()).contains("vertebra.test.v1.Echo");
      assertThat(older.call(ECHO + "Unary", "-d", "{\"text\": \"a\"}").out()).contains("\"a\"");
    }
  }

  @Test
  void saysThatAServerHasNoReflection() {
    try (CallRun bare = CallRun.with(List.of())) {
      Result result = bare.call("list");

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .startsWith(
              "UNIMPLEMENTED: " + bare.address + " has no reflection service (expected: v1");
    }
  }

  @Test
  void saysThatNothingListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Result result = at("127.0.0.1:" + port);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err().lines())
        .containsExactly(
            "UNAVAILABLE: connection refused",
            "Nothing listens on 127.0.0.1:"
                + port
                + " (--address HOST:PORT names another server).");
  }

  @Test
  void aServerThatIsSilentDoesNotHoldTheCommandForEver() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      CompletableFuture<Result> result =
          CompletableFuture.supplyAsync(() -> at("127.0.0.1:" + silent.getLocalPort()));
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(result::isDone);

      assertThat(result.join().code()).isEqualTo(1);
      assertThat(result.join().err()).startsWith("DEADLINE_EXCEEDED: ");
    }
  }
}
