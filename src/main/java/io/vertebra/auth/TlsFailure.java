package io.vertebra.auth;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why a client has no TLS connection, in words for whoever made the call; without any name. */
public final class TlsFailure {

  private static final String ALERT = "Received fatal alert: ";

  private TlsFailure() {}

  /**
   * The reason.
   *
   * @return empty when the failure is none of TLS
   */
  public static Optional<String> reason(Throwable failure) {
    SSLException tls = null;
    boolean untrusted = false;
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      tls = cause instanceof SSLException found ? found : tls;
      untrusted |= cause instanceof CertPathBuilderException;
      untrusted |= cause instanceof CertPathValidatorException;
      root = cause;
    }
    return tls == null ? Optional.empty() : Optional.of(words(tls, root, untrusted));
  }

  private static String words(SSLException tls, Throwable root, boolean untrusted) {
    if (root instanceof NotSslRecordException) {
      return "TLS: the server does not speak it";
    }
    if (root instanceof SslHandshakeTimeoutException) {
      return "TLS: the handshake took too long";
    }
    if (root instanceof CertificateExpiredException) {
      return "TLS: the server's certificate has expired";
    }
    if (root instanceof CertificateNotYetValidException) {
      return "TLS: the server's certificate is not valid yet";
    }
    if (untrusted) {
      return "TLS: no authority that is trusted here has signed the server's certificate";
    }
    String message = String.valueOf(tls.getMessage());
    if (message.startsWith(ALERT)) {
      return alert(message.substring(ALERT.length()));
    }
    // The JDK's check of names has no type of its own, and its message holds the names.
    boolean name = root instanceof CertificateException && root.getMessage().startsWith("No ");
    return name ? "TLS: the server's certificate is for another name" : "TLS: the handshake failed";
  }

  private static String alert(String name) {
    return switch (name) {
      case "no_application_protocol" -> "TLS: the server does not speak HTTP/2";
      case "protocol_version", "handshake_failure", "insufficient_security" ->
          "TLS: the server speaks no version or cipher that is allowed here (" + name + ")";
      default ->
          "TLS: the server refused this client's certificate, or the lack of one (" + name + ")";
    };
  }
}
