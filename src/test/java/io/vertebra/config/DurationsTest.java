package io.vertebra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "7ns, PT0.000000007S",
    "20us, PT0.00002S",
    "250ms, PT0.25S",
    "10s, PT10S",
    "1m, PT1M",
    "3h, PT3H",
    "2d, PT48H",
    "0s, PT0S"
  })
  void readsAndWritesEachUnit(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
    assertThat(Durations.format(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10",
        "0",
        "10 s",
        "10S",
        "-1s",
        "1m30s",
        "s",
        "",
        "1e3s",
        ".5s",
        "1.s",
        "\u0661s",
        "0.5ns",
        "9999999999999999999d"
      })
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(text + " (expected: ");
  }

  @Test
  void takesFractions() {
    assertThat(Durations.parse("1.5s")).isEqualTo(Duration.ofMillis(1500));
    assertThat(Durations.format(Duration.ofMillis(1500))).isEqualTo("1500ms");
  }
}
