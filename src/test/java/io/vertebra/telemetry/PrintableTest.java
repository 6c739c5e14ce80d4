package io.vertebra.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

  @Test
  void textWithoutControlCharactersIsItself() {
    String text = "nö 100% 支付 \uD83D\uDE80 \"quoted\" \\ =";

    assertThat(Printable.line(text, 100)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({"000a,\\n", "000d,\\r", "0009,\\t", "0000,\\u0000", "001b,\\u001b", "007f,\\u007f"})
  void controlCharactersAreEscaped(String code, String escaped) {
    assertThat(Printable.line("a" + character(code) + "b", 100)).isEqualTo("a" + escaped + "b");
  }

  @ParameterizedTest
  @CsvSource({"0085", "009b", "2028", "2029", "202e", "200b", "feff"})
  void lineSeparatorsAndDirectionMarksAreEscaped(String code) {
    assertThat(Printable.line(character(code), 100)).isEqualTo("\\u" + code);
  }

  @Test
  void longTextIsCutOff() {
    assertThat(Printable.line("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Printable.line("abcdefg", 6)).isEqualTo("abcdef...");
    assertThat(Printable.line("abc\ndefg", 6)).isEqualTo("abc\\nde...");
  }

  private static String character(String code) {
    return String.valueOf((char) Integer.parseInt(code, 16));
  }
}
