package io.vertebra.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.auth.TestAuthority.Signed;
import io.vertebra.config.ConfigNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTlsConfigTest {

  private static ClientTlsConfig bind(String yaml) {
    return ConfigNode.parse("t", yaml).bind(ClientTlsConfig.class);
  }

  @Test
  void isOffUnlessEnabledAndNeedsNoFileThen() {
    assertThat(bind("{}")).isEqualTo(ClientTlsConfig.OFF);
    assertThat(bind("enabled: true").authorities()).isEmpty();
  }

  @Test
  void refusesFilesThatAreNotThere() {
    assertThatThrownBy(() -> bind("{enabled: true, authorities: ca.pem, key: k.pem}"))
        .hasMessageContaining("authorities: ca.pem (expected: a file that is there) [t:1]")
        .hasMessageContaining("key: k.pem (expected: a file that is there) [t:1]");
  }

  @Test
  void takesACertificateWithItsKeyOnly(@TempDir Path dir) {
    Signed own = new TestAuthority(dir).forName("caller");
    String certificate = "certificate: '" + own.certificate() + "'";
    String key = "key: '" + own.key() + "'";

    assertThat(bind("{enabled: true, " + certificate + ", " + key + "}").key()).isPresent();
    assertThatThrownBy(() -> bind("{enabled: true, " + certificate + "}"))
        .hasMessageContaining("key: not set (expected: a PEM file, which the certificate needs)");
    assertThatThrownBy(() -> bind("{enabled: true, " + key + "}"))
        .hasMessageContaining("certificate: not set (expected: a PEM file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "127.0.0.1", "::1", "a b", ".a", "a:80", "é"})
  void refusesAServerNameThatIsNone(String name) {
    assertThatThrownBy(() -> bind("serverName: '" + name + "'"))
        .hasMessageContaining("serverName: ")
        .hasMessageContaining("(expected: a host name)");
  }

  @Test
  void takesAServerName() {
    assertThat(bind("serverName: ledger.internal").serverName()).hasValue("ledger.internal");
  }
}
