package io.vertebra.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.auth.TestAuthority.Signed;
import io.vertebra.config.ConfigNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsConfigTest {

  @TempDir static Path dir;

  private static TestAuthority authority;
  private static Signed good;

  @BeforeAll
  static void sign() {
    authority = new TestAuthority(dir);
    good = authority.forLocalhost();
  }

  private static ServerTlsConfig bind(Path certificate, Path key) {
    String yaml = "{enabled: true, certificate: '%s', key: '%s'}".formatted(certificate, key);
    return ConfigNode.parse("t", yaml).bind(ServerTlsConfig.class);
  }

  private static AbstractThrowableAssert<?, ?> refused(Path certificate, Path key) {
    return assertThatThrownBy(() -> bind(certificate, key));
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  @Test
  void isOffUnlessEnabledAndThenReadsNoFile() {
    assertThat(ConfigNode.empty().bind(ServerTlsConfig.class)).isEqualTo(ServerTlsConfig.OFF);
    assertThat(ConfigNode.parse("t", "certificate: no.pem").bind(ServerTlsConfig.class).enabled())
        .isFalse();
  }

  @Test
  void takesKeysOfBothKindsAndChains() {
    Signed rsa = authority.withRsa("localhost");
    Signed chain = authority.throughAnother("localhost");

    assertThat(bind(good.certificate(), good.key()).enabled()).isTrue();
    assertThat(bind(rsa.certificate(), rsa.key()).enabled()).isTrue();
    assertThat(bind(chain.certificate(), chain.key()).enabled()).isTrue();
  }

  @Test
  void reportsEachMissingFileOnce() {
    String yaml = "{enabled: true, certificate: no.pem, key: none.pem, clientAuthorities: ca.pem}";
    assertThatThrownBy(() -> ConfigNode.parse("t", yaml).bind(ServerTlsConfig.class))
        .hasMessage(
            """
            3 problems in the configuration:
              clientAuthorities: ca.pem (expected: a file that is there) [t:1]
              certificate: no.pem (expected: a file that is there) [t:1]
              key: none.pem (expected: a file that is there) [t:1]""");
  }

  @Test
  void needsACertificateAndItsKey() {
    assertThatThrownBy(() -> ConfigNode.parse("t", "enabled: true").bind(ServerTlsConfig.class))
        .hasMessageContaining("certificate: not set (expected: a PEM file");
    assertThatThrownBy(
            () ->
                ConfigNode.parse("t", "{enabled: true, certificate: '" + good.certificate() + "'}")
                    .bind(ServerTlsConfig.class))
        .hasMessageContaining("key: not set (expected: a PEM file");
  }

  @Test
  void refusesWhatIsNoPem() throws IOException {
    Path text = file("text.pem", "hello");
    Path broken =
        file("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

    refused(text, good.key())
        .hasMessageContaining("certificate: " + text)
        .hasMessageContaining("(expected: a PEM file with a -----BEGIN CERTIFICATE-----)");
    refused(broken, good.key()).hasMessageContaining("one is broken");
    refused(good.certificate(), text)
        .hasMessageContaining("key: " + text)
        .hasMessageContaining("(expected: a PEM file with one -----BEGIN PRIVATE KEY-----)");
    refused(dir, good.key()).hasMessageContaining("(expected: a file)");
  }

  @Test
  void refusesKeysOfOtherForms() throws IOException {
    Path old =
        file("old.pem", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----");
    Path locked =
        file(
            "locked.pem",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----");
    Path none = file("none.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");

    refused(good.certificate(), old)
        .hasMessageContaining("not RSA PRIVATE KEY; openssl pkcs8 -topk8 -nocrypt");
    refused(good.certificate(), locked).hasMessageContaining("not ENCRYPTED PRIVATE KEY");
    refused(good.certificate(), none).hasMessageContaining("(expected: an RSA or EC key)");
  }

  @Test
  void refusesAKeyOfAnotherCertificate() {
    Path sameKind = authority.forLocalhost().key();
    Path otherKind = authority.withRsa("localhost").key();

    refused(good.certificate(), sameKind)
        .hasMessageContaining("key: " + sameKind)
        .hasMessageContaining("(expected: the key of the first certificate in ");
    refused(good.certificate(), otherKind).hasMessageContaining("(expected: the key of the first");
  }

  @Test
  void refusesACertificateThatIsNotValidNow() {
    Signed old = authority.until(Instant.parse("2020-01-02T03:04:05Z"));
    Signed early = authority.from(Instant.now().plus(Duration.ofDays(400)));

    refused(old.certificate(), old.key())
        .hasMessageContaining("a certificate that is valid now; it ended at 2020-01-02T03:04:05Z");
    refused(early.certificate(), early.key()).hasMessageContaining("it begins at ");
  }

  @Test
  void showsNothingOfTheKey() throws IOException {
    String secret = Files.readAllLines(good.key()).get(1);
    Signed other = authority.forLocalhost();

    assertThat(bind(good.certificate(), good.key()).toString()).doesNotContain(secret);
    assertThatThrownBy(() -> bind(other.certificate(), good.key()))
        .satisfies(refusal -> assertThat(refusal.toString()).doesNotContain(secret));
  }

  @Test
  void verifiesClientsWhenItKnowsTheirAuthorities() {
    Optional<Path> certificate = Optional.of(good.certificate());
    Optional<Path> key = Optional.of(good.key());
    Optional<Path> authorities = Optional.of(authority.certificates());

    assertThat(new ServerTlsConfig(true, certificate, key, authorities).verifiesClients()).isTrue();
    assertThat(new ServerTlsConfig(false, certificate, key, authorities).verifiesClients())
        .isFalse();
    assertThat(new ServerTlsConfig(true, certificate, key, Optional.empty()).verifiesClients())
        .isFalse();
  }
}
