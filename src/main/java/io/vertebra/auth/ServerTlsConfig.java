package io.vertebra.auth;

import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * TLS of the gRPC server: {@code server.tls} in the configuration.
 *
 * <p>The files are checked when the record is made, and read again when the server starts.
 */
public record ServerTlsConfig(
    @Doc("Whether the port speaks TLS; clients in clear text are then refused") @Default("false")
        boolean enabled,
    @Doc("PEM file: the server's certificate, then those between it and its authority")
        Optional<Path> certificate,
    @Doc("PEM file: the private key of that certificate, PKCS#8 without a password")
        Optional<Path> key,
    @Doc("PEM file: the authorities of clients; with it, a client must show a certificate of them")
        Optional<Path> clientAuthorities) {

  /** Clear text. */
  public static final ServerTlsConfig OFF =
      new ServerTlsConfig(false, Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * @throws IllegalArgumentException when TLS is enabled and a file is missing or no good
   */
  public ServerTlsConfig {
    if (enabled) {
      clientAuthorities.ifPresent(file -> PemCertificates.read("clientAuthorities", file));
      OwnCertificate.check(certificate, key, true);
    }
  }

  /** Whether every client must show a certificate. */
  public boolean verifiesClients() {
    return enabled && clientAuthorities.isPresent();
  }

  /** Makes a server speak TLS, and HTTP/2 only; does nothing unless it is enabled. */
  public void applyTo(HttpServerOptions options) {
    if (!enabled) {
      return;
    }
    options
        .setSsl(true)
        .setSslEngineOptions(new JdkSSLEngineOptions())
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2))
        .setEnabledSecureTransportProtocols(TlsVersions.ALLOWED)
        .setKeyCertOptions(OwnCertificate.options(certificate.orElseThrow(), key.orElseThrow()));
    clientAuthorities.ifPresent(
        file ->
            options
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(file.toAbsolutePath().toString())));
  }
}
