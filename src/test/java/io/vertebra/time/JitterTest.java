package io.vertebra.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class JitterTest {

  @Test
  void staysWithinTheRatioAndUsesAllOfIt() {
    Jitter jitter = Jitter.of(new Random(1));
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 10_000; i++) {
      long near = jitter.near(1_000_000, 0.1);
      least = Math.min(least, near);
      most = Math.max(most, near);
    }
    assertThat(least).isBetween(900_000L, 901_000L);
    assertThat(most).isBetween(1_099_000L, 1_100_000L);
  }

  @Test
  void noneIsExact() {
    assertThat(Jitter.NONE.near(1_000_000, 0.2)).isEqualTo(1_000_000);
  }
}
