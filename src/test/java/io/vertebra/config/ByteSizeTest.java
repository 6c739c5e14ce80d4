package io.vertebra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0B, 0",
    "512B, 512",
    "64KiB, 65536",
    "4MiB, 4194304",
    "3GiB, 3221225472",
    "1TiB, 1099511627776"
  })
  void readsAndWritesEachUnit(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4096", "4MB", "4 MiB", "4mib", "-1B", "1.5MiB", "", "MiB", "8388608TiB"})
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            text + " (expected: a whole number with B, KiB, MiB, GiB or TiB, such as 4MiB)");
  }

  @Test
  void writesTheLargestExactUnit() {
    assertThat(new ByteSize(1024 * 1024 + 1024)).hasToString("1025KiB");
    assertThat(new ByteSize(1025)).hasToString("1025B");
    assertThat(new ByteSize(1L << 50)).hasToString("1024TiB");
  }

  @Test
  void refusesAnIntThatItIsTooLargeFor() {
    assertThat(ByteSize.ofMiB(2047).intBytes()).isEqualTo(2047 << 20);
    assertThatThrownBy(() -> ByteSize.ofMiB(2048).intBytes())
        .isInstanceOf(ArithmeticException.class);
  }
}
