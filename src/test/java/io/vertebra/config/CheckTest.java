package io.vertebra.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CheckTest {

  private static void assertRefused(ThrowingCallable check, String message) {
    assertThatThrownBy(check).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void bothEndsBelongToARange() {
    assertThatCode(
            () -> {
              Check.range("n", 0, 0, 5);
              Check.range("n", 5, 0, 5);
              Check.range("n", 0.0, 0.0, 1.0);
              Check.range("n", Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(1));
              Check.range("n", ByteSize.ofKiB(1), ByteSize.ofKiB(1), ByteSize.ofMiB(1));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void refusesWhatLiesOutsideSayingSoInUnits() {
    assertRefused(() -> Check.range("port", 65536, 0, 65535), "port: 65536 (expected: 0..65535)");
    assertRefused(() -> Check.range("ratio", 1.5, 0, 1), "ratio: 1.5 (expected: 0..1)");
    assertRefused(() -> Check.range("ratio", Double.NaN, 0, 0.5), "ratio: NaN (expected: 0..0.5)");
    assertRefused(
        () -> Check.range("wait", Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofHours(1)),
        "wait: 1ms (expected: 5ms..1h)");
    assertRefused(
        () -> Check.range("size", ByteSize.ofMiB(3), ByteSize.ofKiB(1), ByteSize.ofMiB(2)),
        "size: 3MiB (expected: 1KiB..2MiB)");
    assertRefused(() -> Check.notBlank("host", " "), "host: \" \" (expected: some text)");
  }
}
