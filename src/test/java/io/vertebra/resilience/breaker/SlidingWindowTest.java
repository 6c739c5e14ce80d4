package io.vertebra.resilience.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.resilience.policy.BreakerPolicy;
import io.vertebra.resilience.policy.BreakerPolicy.Mode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final SlidingWindow window = new SlidingWindow(10 * SECOND, 10);

  private static BreakerPolicy policy(Mode mode, double ratio, int minimum, int row) {
    return new BreakerPolicy(
        mode, Duration.ofSeconds(10), ratio, minimum, row, Optional.empty(), Duration.ofSeconds(1));
  }

  private boolean record(long nanos, BreakerPolicy policy, String calls) {
    boolean opens = false;
    for (char call : calls.toCharArray()) {
      opens = window.recordAndJudge(nanos, call == 'x', policy);
    }
    return opens;
  }

  @Test
  void opensOnceTheShareIsReachedAndEnoughCallsWereMade() {
    BreakerPolicy half = policy(Mode.FAILURE_RATE, 0.5, 4, 1);

    assertThat(record(0, half, "xxx")).as("three calls of four").isFalse();
    assertThat(record(0, half, ".")).as("the fourth, though it went well").isTrue();
    assertThat(record(0, half, "...")).as("3 of 7").isFalse();
    assertThat(record(0, half, "x")).as("4 of 8").isTrue();
  }

  @Test
  void shareOfOneNeedsAllToFail() {
    BreakerPolicy all = policy(Mode.FAILURE_RATE, 1, 3, 1);

    assertThat(record(0, all, ".xxxxxxxxx")).isFalse();
    window.clear();
    assertThat(record(0, all, "xxx")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7_777, -95 * 1_000_000_000L, Long.MAX_VALUE / 2, Long.MIN_VALUE / 2})
  void forgetsBucketByBucket(long origin) {
    long start = Math.floorDiv(origin, SECOND) * SECOND;
    for (int second = 0; second < 10; second++) {
      window.record(start + second * SECOND, second < 3);
    }

    assertThat(window.counts(start + 9 * SECOND)).isEqualTo(new SlidingWindow.Counts(7, 3, 0));
    assertThat(window.counts(start + 11 * SECOND)).isEqualTo(new SlidingWindow.Counts(7, 1, 0));
    assertThat(window.counts(start + 18 * SECOND)).isEqualTo(new SlidingWindow.Counts(1, 0, 0));
    assertThat(window.counts(start + 500 * SECOND)).isEqualTo(new SlidingWindow.Counts(0, 0, 0));
  }

  @Test
  void readingThatIsOlderThanTheLastCountsAsThat() {
    window.record(20 * SECOND, true);
    window.record(3 * SECOND, true);

    assertThat(window.counts(29 * SECOND).failed()).isEqualTo(2);
    assertThat(window.counts(30 * SECOND).failed()).isZero();
  }

  @Test
  void countsARowThatSuccessEnds() {
    BreakerPolicy three = policy(Mode.CONSECUTIVE, 1, 1, 3);

    assertThat(record(0, three, "xx.xx")).isFalse();
    assertThat(record(0, three, "x")).isTrue();
  }

  @Test
  void rowEndsWhenItIsOlderThanTheWindow() {
    BreakerPolicy three = policy(Mode.CONSECUTIVE, 1, 1, 3);

    record(0, three, "xx");

    assertThat(record(11 * SECOND, three, "x")).isFalse();
    assertThat(record(12 * SECOND, three, "xx")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OFF", "ADAPTIVE"})
  void otherModesNeverOpen(Mode mode) {
    assertThat(record(0, policy(mode, 0.01, 1, 1), "xxxxx")).isFalse();
  }

  @Test
  void countsTheLatestBucketsWithoutAGoodCall() {
    window.record(0, true);
    window.record(1 * SECOND, false);
    window.record(2 * SECOND, true);
    window.record(4 * SECOND, true);

    assertThat(window.failingBuckets(5 * SECOND)).isEqualTo(2);
  }

  @Test
  void sharesOfNothingAreZero() {
    SlidingWindow.Counts none = window.counts(0);

    assertThat(none.failedShare()).isZero();
    assertThat(none.refusedShare()).isZero();
    assertThat(new SlidingWindow.Counts(1, 3, 4).failedShare()).isEqualTo(0.75);
    assertThat(new SlidingWindow.Counts(1, 3, 4).refusedShare()).isEqualTo(0.5);
  }
}
