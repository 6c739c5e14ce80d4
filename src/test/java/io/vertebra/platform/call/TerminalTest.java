package io.vertebra.platform.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private static final Address ADDRESS = new Address("127.0.0.1", 8080);

  private final StringWriter err = new StringWriter();
  private final Terminal terminal =
      new Terminal(new PrintWriter(OutputStream.nullOutputStream()), new PrintWriter(err));
  private final JsonText json =
      new JsonText(new AnyTypes(new Contract(new Sources())), false, false, true);

  @Test
  void printsAFailureWithItsDetails() {
    terminal.failure(
        RpcException.of(RpcCode.ABORTED, "again").withInfo("RACE", "test", Map.of()),
        ADDRESS,
        json);

    assertThat(err.toString().lines())
        .containsExactly(
            "ABORTED: again",
            "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"RACE\","
                + "\"domain\":\"test\"}");
  }

  @Test
  void saysWhatToDoAboutAServerThatIsNotThere() {
    terminal.failure(
        RpcException.connectionLost("connection refused", new ConnectException()), ADDRESS, json);
    terminal.failure(
        RpcException.connectionLost("no connection", new UnknownHostException()), ADDRESS, json);
    terminal.failure(RpcException.connectionLost("lost", null), ADDRESS, json);

    assertThat(err.toString().lines())
        .containsExactly(
            "UNAVAILABLE: connection refused",
            "Nothing listens on 127.0.0.1:8080 (--address HOST:PORT names another server).",
            "UNAVAILABLE: no connection",
            "No host is known by the name 127.0.0.1.",
            "UNAVAILABLE: lost",
            "127.0.0.1:8080 closed the connection (does it speak gRPC? --tls and --cacert speak TLS).");
  }

  @Test
  void showsControlCharactersInsteadOfObeyingThem() {
    terminal.note("red \u001b[31m, bell \u0007, line\n\tend");

    assertThat(err.toString()).startsWith("red \\u001b[31m, bell \\u0007, line\n\tend");
  }

  @Test
  void tellsThatNobodyReads() {
    OutputStream closed =
        new FilterOutputStream(OutputStream.nullOutputStream()) {
          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            throw new IOException("Broken pipe");
          }
        };

    assertThat(terminal.result("text")).isTrue();
    assertThat(new Terminal(new PrintWriter(closed), new PrintWriter(err)).result("text"))
        .isFalse();
  }
}
