package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.auth.TestAuthority;
import io.vertebra.auth.TestAuthority.Signed;
import io.vertebra.platform.CallRun.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code call} over TLS. */
class CallTlsTest {

  private static final String UNARY = "vertebra.test.v1.Echo/Unary";
  private static final TestAuthority AUTHORITY = TestAuthority.ofItsOwn();
  private static final Signed SERVER = AUTHORITY.forLocalhost();
  private static final String CACERT = AUTHORITY.certificates().toString();

  @Test
  void callsListsAndDescribesAServerOfATrustedAuthority() {
    try (CallRun run = CallRun.withTls(TestAuthority.server(SERVER))) {
      Result called = run.call("--cacert", CACERT, UNARY, "-d", "{\"text\": \"a\"}", "--compact");
      Result listed = run.call("--cacert", CACERT, "list");
      Result described = run.call("describe", "--cacert", CACERT, "vertebra.test.v1.Echo");

      assertThat(called.err()).isEmpty();
      assertThat(called.lines()).containsExactly("{\"text\":\"a\"}");
      assertThat(listed.lines()).contains("vertebra.test.v1.Echo");
      assertThat(described.code()).isZero();
    }
  }

  @Test
  void showsWhoCalls() {
    Signed own = AUTHORITY.forName("caller");
    try (CallRun run = CallRun.withTls(AUTHORITY.mutualServer(SERVER))) {
      Result known =
          run.call(
              "--cacert",
              CACERT,
              "--cert",
              own.certificate().toString(),
              "--key",
              own.key().toString(),
              UNARY);
      Result unknown = run.call("--cacert", CACERT, UNARY);

      assertThat(known.code()).isZero();
      assertThat(unknown.code()).isEqualTo(1);
      assertThat(unknown.err())
          .startsWith("UNAVAILABLE: TLS: the server refused this client's certificate, or the lack")
          .contains("--cert and --key who calls");
    }
  }

  @Test
  void expectsTheNameThatIsGiven() {
    try (CallRun run =
        CallRun.withTls(TestAuthority.server(AUTHORITY.forName("ledger.internal")))) {
      Result named = run.call("--cacert", CACERT, "--servername", "ledger.internal", UNARY);
      Result other = run.call("--cacert", CACERT, UNARY);

      assertThat(named.code()).isZero();
      assertThat(other.err())
          .startsWith("UNAVAILABLE: TLS: the server's certificate is for another name")
          .contains("No subject alternative names matching IP address 127.0.0.1 found");
    }
  }

  @Test
  void saysWhatToDoWhenOneSideSpeaksInClearText() {
    try (CallRun tls = CallRun.withTls(TestAuthority.server(SERVER));
        CallRun clear = CallRun.withReflection()) {
      assertThat(tls.call(UNARY).err()).contains("--tls and --cacert speak TLS");
      assertThat(clear.call("--tls", UNARY).err())
          .startsWith("UNAVAILABLE: TLS: the server does not speak it")
          .contains("speaks in clear text (leave out --tls");
    }
  }

  @Test
  void trustsTheAuthoritiesOfJavaWithoutOthers() {
    try (CallRun run = CallRun.withTls(TestAuthority.server(SERVER))) {
      Result result = run.call("--tls", UNARY);

      assertThat(result.err())
          .startsWith("UNAVAILABLE: TLS: no authority that is trusted here has signed")
          .contains("--cacert FILE names authorities to trust");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--cacert no.pem|--cacert: no.pem (expected: a file that is there)",
        "--cert no.pem|--cert: no.pem (expected: a file that is there)",
        "--key no.pem|--key: no.pem (expected: a file that is there)",
        "--servername a/b|--servername: a/b (expected: a host name)",
      })
  void refusesWhatIsWrong(String arguments, String message) {
    try (CallRun run = CallRun.withReflection()) {
      Result result = run.call((arguments + " " + UNARY).split(" "));

      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).startsWith(message);
    }
  }
}
