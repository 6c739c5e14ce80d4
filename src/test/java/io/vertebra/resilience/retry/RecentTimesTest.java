package io.vertebra.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTimesTest {

  private final RecentTimes times = new RecentTimes();

  @Test
  void knowsNothingAtFirst() {
    assertThat(times.median()).isZero();
  }

  @Test
  void aFewSlowOnesDoNotCount() {
    for (int nanos : new int[] {10, 10, 9_000, 10, 9_000}) {
      times.add(nanos);
    }
    assertThat(times.median()).isEqualTo(10);
  }

  @Test
  void oldOnesAreForgotten() {
    for (int i = 0; i < 200; i++) {
      times.add(10);
    }
    for (int i = 0; i < 64; i++) {
      times.add(500);
    }
    assertThat(times.median()).isEqualTo(500);
  }
}
