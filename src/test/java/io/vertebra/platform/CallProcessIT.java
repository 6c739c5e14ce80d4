package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.rpc.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code call} does as a process of its own: signals, pipes and locales. */
class CallProcessIT {

  private static final String ECHO = "vertebra.test.v1.Echo/";
  private static final String ENDLESS = "{\"text\": \"e\", \"count\": 10000, \"delayMs\": 5}";

  private static CallRun run;

  private Process process;

  @BeforeAll
  static void start() {
    run = CallRun.withReflection();
  }

  @AfterAll
  static void stop() {
    run.close();
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
    run.ends.clear();
  }

  private void call(Map<String, String> variables, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-jar", System.getProperty("vertebra.jar"), "call"));
    command.addAll(List.of(arguments));
    if (!command.contains("--address")) {
      command.addAll(List.of("--address", run.address));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(variables);
    process = builder.start();
  }

  private String errors() throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private int exitCode() throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended within 30 s").isTrue();
    return process.exitValue();
  }

  @Test
  void anEndOfTheProcessCancelsTheCall() throws Exception {
    call(Map.of(), ECHO + "BidiStream", "--compact", "-d", "@-");
    process.getOutputStream().write("{\"text\": \"a\"}".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).startsWith("{\"text\":\"a\"");

      // SIGTERM, since SIGINT, which takes the same way, is ignored by children of some shells; by
      // its handle, since the process itself would close the standard input first.
      process.toHandle().destroy();

      assertThat(run.ends.poll(20, TimeUnit.SECONDS).kind()).isEqualTo(Outcome.Kind.CANCELLED);
      assertThat(exitCode()).isEqualTo(128 + 15);
    }
  }

  @Test
  void anOutputThatIsClosedCancelsTheCall() throws Exception {
    call(Map.of(), ECHO + "ServerStream", "--compact", "-d", ENDLESS);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).startsWith("{\"text\":\"e\"");
    }

    assertThat(exitCode()).isEqualTo(1);
    assertThat(errors()).isEqualTo("CANCELLED: nobody reads the responses\n");
    assertThat(run.ends.poll(20, TimeUnit.SECONDS).kind()).isEqualTo(Outcome.Kind.CANCELLED);
  }

  @Test
  void aCallThatEndsDoesNotWaitForTheStandardInput() throws Exception {
    call(Map.of(), ECHO + "BidiStream", "-d", "@-");
    String failing = "{\"failure\": {\"code\": 8, \"message\": \"enough\"}}";
    process.getOutputStream().write(failing.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();

    assertThat(exitCode()).isEqualTo(1);
    assertThat(errors()).startsWith("RESOURCE_EXHAUSTED: enough");
  }

  @Test
  void writesUtf8InEveryLocale() throws Exception {
    call(Map.of("LC_ALL", "C"), ECHO + "Unary", "--compact", "-d", "@-");
    process.getOutputStream().write("{\"text\": \"é世\"}".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"text\":\"é世\"}\n");
    assertThat(exitCode()).isZero();
  }

  @Test
  void saysOnceThatAServerSpeaksAnotherProtocol() throws Exception {
    try (ServerSocket web = new ServerSocket(0)) {
      call(Map.of(), "list", "--address", "127.0.0.1:" + web.getLocalPort());
      try (Socket visitor = web.accept()) {
        visitor.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
      }

      assertThat(exitCode()).isEqualTo(1);
      assertThat(errors().lines()).hasSize(2).first().asString().startsWith("UNAVAILABLE: ");
    }
  }

  @Test
  void printsNothingButResponsesAndErrors() throws Exception {
    call(Map.of(), ECHO + "Unary", "-d", "{\"failure\": {\"code\": 0, \"message\": \"thrown\"}}");

    assertThat(process.getInputStream().readAllBytes()).isEmpty();
    assertThat(errors().lines()).containsExactly("UNKNOWN: the service failed unexpectedly");
    assertThat(exitCode()).isEqualTo(1);
  }
}
