package io.vertebra.resilience.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.resilience.policy.RetryThrottling;
import org.junit.jupiter.api.Test;

class RetryThrottleTest {

  private final RetryThrottle throttle = new RetryThrottle(new RetryThrottling(10, 0.5));

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      throttle.failed();
    }
  }

  @Test
  void allowsWhileMoreThanHalfIsLeft() {
    fail(4);
    assertThat(throttle.allows()).isTrue();
    fail(1);
    assertThat(throttle.tokens()).isEqualTo(5);
    assertThat(throttle.allows()).isFalse();
  }

  @Test
  void neverHasLessThanNone() {
    fail(100);
    assertThat(throttle.tokens()).isZero();
  }

  @Test
  void successesGiveBackUpToAllOfThem() {
    fail(10);
    for (int i = 0; i < 11; i++) {
      throttle.succeeded();
    }
    assertThat(throttle.tokens()).isEqualTo(5.5);
    assertThat(throttle.allows()).isTrue();
    for (int i = 0; i < 100; i++) {
      throttle.succeeded();
    }
    assertThat(throttle.tokens()).isEqualTo(10);
  }
}
