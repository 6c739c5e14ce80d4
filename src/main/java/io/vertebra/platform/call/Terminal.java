package io.vertebra.platform.call;

import com.google.protobuf.Any;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertebra.auth.TlsFailure;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.UnknownHostException;

/**
 * Where a command prints: results on the standard output, all else on the standard error.
 *
 * <p>What a server sent as text cannot steer the terminal: control characters are shown as such.
 */
final class Terminal {

  private final PrintWriter out;
  private final PrintWriter err;

  Terminal(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Prints a result, at once.
   *
   * @return false when nobody reads any more
   */
  boolean result(String text) {
    out.println(text);
    return !out.checkError();
  }

  /** Prints what is not a result. */
  void note(String text) {
    err.println(visible(text));
    err.flush();
  }

  /** Prints metadata, an entry a line. */
  void notes(String prefix, Metadata metadata) {
    metadata.forEach((name, value) -> note(prefix + name + ": " + value));
  }

  /** Prints a failure: code and message, what a person can do about it, and its details. */
  void failure(RpcException failure, Address address, JsonText json) {
    note(failure.status().toString());
    if (failure.kind() == Outcome.Kind.CONNECTION_LOST) {
      note(advice(failure.getCause(), address));
    }
    for (Any detail : failure.details()) {
      note(detail(detail, json));
    }
  }

  private static String detail(Any detail, JsonText json) {
    try {
      return json.of(detail);
    } catch (RpcException broken) {
      return "(a detail of type " + detail.getTypeUrl() + " that is broken)";
    }
  }

  private static String advice(Throwable cause, Address address) {
    if (cause instanceof UnknownHostException) {
      return "No host is known by the name " + address.host() + ".";
    }
    if (cause instanceof io.netty.channel.ConnectTimeoutException) {
      return address + " does not answer (is a firewall in between?).";
    }
    if (cause instanceof ConnectException) {
      return "Nothing listens on " + address + " (--address HOST:PORT names another server).";
    }
    if (TlsFailure.reason(cause).isPresent()) {
      return tlsAdvice(cause, address);
    }
    return address + " closed the connection (does it speak gRPC? --tls and --cacert speak TLS).";
  }

  /** With the names that are kept out of the failure itself, as this goes to a person only. */
  private static String tlsAdvice(Throwable cause, Address address) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof NotSslRecordException) {
      return address + " speaks in clear text (leave out --tls, --cacert, --cert, --key).";
    }
    return address
        + ": "
        + root.getMessage()
        + " (--cacert FILE names authorities to trust, --servername NAME what the server is called,"
        + " --cert and --key who calls).";
  }

  /** The text with control characters other than line ends and tabs as escapes. */
  static String visible(String text) {
    if (text.chars().noneMatch(Terminal::isControl)) {
      return text;
    }
    StringBuilder visible = new StringBuilder(text.length() + 16);
    text.chars()
        .forEach(
            c -> {
              if (isControl(c)) {
                visible.append(String.format("\\u%04x", c));
              } else {
                visible.append((char) c);
              }
            });
    return visible.toString();
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\t';
  }
}
