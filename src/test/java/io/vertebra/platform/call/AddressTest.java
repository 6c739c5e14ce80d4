package io.vertebra.platform.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8080, 127.0.0.1, 8080",
    "localhost:1, localhost, 1",
    "[::1]:65535, ::1, 65535"
  })
  void readsHostAndPort(String text, String host, int port) {
    Address address = Address.parse(text);

    assertThat(address).isEqualTo(new Address(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host", "8080", ":8080", "host:", "host:0", "host:65536", "host:999999"})
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(text + " (expected: HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"host:-1", "host:+1", "::1:8080", "http://host:8080", "[]:1", "host:8x"})
  void refusesWhatOnlyLooksLikeOne(String text) {
    assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
