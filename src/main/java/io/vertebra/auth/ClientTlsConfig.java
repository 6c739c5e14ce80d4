package io.vertebra.auth;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * TLS of outgoing calls: {@code client.tls} in the configuration.
 *
 * <p>The files are checked when the record is made, and read again when the first call connects.
 */
public record ClientTlsConfig(
    @Doc("Whether calls to other nodes go over TLS") @Default("false") boolean enabled,
    @Doc("PEM file: the authorities of servers; without it, those that the JVM trusts")
        Optional<Path> authorities,
    @Doc("PEM file: the certificate to show to a server that asks for one, then those above it")
        Optional<Path> certificate,
    @Doc("PEM file: the private key of that certificate, PKCS#8 without a password")
        Optional<Path> key,
    @Doc("Name that is sent to a server and must be in its certificate, in place of its host")
        Optional<String> serverName) {

  /** Clear text. */
  public static final ClientTlsConfig OFF =
      new ClientTlsConfig(
          false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** A name, and no IP address, which is never sent. */
  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}$)(?=.*[A-Za-z])[\\w-]+(\\.[\\w-]+)*");

  /**
   * @throws IllegalArgumentException when the name is none, or TLS is enabled and a file is missing
   *     or no good
   */
  public ClientTlsConfig {
    serverName.ifPresent(
        name -> Check.that(NAME.matcher(name).matches(), "serverName", name, "a host name"));
    if (enabled) {
      authorities.ifPresent(file -> PemCertificates.read("authorities", file));
      OwnCertificate.check(certificate, key, false);
    }
  }

  /** Makes a client speak TLS; does nothing unless it is enabled. */
  public void applyTo(HttpClientOptions options) {
    if (!enabled) {
      return;
    }
    options
        .setSsl(true)
        .setSslEngineOptions(new ClientEngine())
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2))
        .setEnabledSecureTransportProtocols(TlsVersions.ALLOWED)
        .setVerifyHost(true)
        .setForceSni(serverName.isPresent());
    authorities.ifPresent(
        file ->
            options.setTrustOptions(
                new PemTrustOptions().addCertPath(file.toAbsolutePath().toString())));
    certificate.ifPresent(
        file -> options.setKeyCertOptions(OwnCertificate.options(file, key.orElseThrow())));
  }
}
