package io.vertebra.resilience.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ClientThrottleTest {

  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  /** Draws 0, which refuses whatever may be refused. */
  private static final RandomGenerator STRICT = () -> 0L;

  private final ClientThrottle throttle = new ClientThrottle();

  private void record(int good, int failed) {
    for (int call = 0; call < good; call++) {
      throttle.record(0, false);
    }
    for (int call = 0; call < failed; call++) {
      throttle.record(0, true);
    }
  }

  @Test
  void refusesByTheShareThatIsNotAccepted() {
    record(10, 90);

    assertThat(throttle.refusal(0)).isEqualTo((100 - 5 - 1.5 * 10) / 101);
  }

  @Test
  void refusesNothingWhileAThirdFails() {
    record(64, 36);

    assertThat(throttle.refusal(0)).isZero();
  }

  @Test
  void fewCallsAreProtected() {
    record(0, 5);
    assertThat(throttle.refusal(0)).isZero();

    record(0, 1);
    assertThat(throttle.refusal(0)).isEqualTo(1 / 7.0);
  }

  @Test
  void isStricterTheLongerNothingGoesWell() {
    record(50, 0);
    for (int bucket = 1; bucket <= 20; bucket++) {
      for (int call = 0; call < 5; call++) {
        throttle.record(bucket * 250 * MILLISECOND, true);
      }
    }

    double k = 1.5 - 0.4 * 20 / 40;
    assertThat(throttle.refusal(20 * 250 * MILLISECOND))
        .isCloseTo((150 - 5 - k * 50) / 151, within(1e-9));
  }

  @Test
  void refusedCallsCountAsWanted() {
    record(0, 50);
    double before = throttle.refusal(0);
    throttle.refuses(0, STRICT);

    assertThat(throttle.refuses(0, STRICT)).isTrue();
    assertThat(throttle.counts(0)).isEqualTo(new SlidingWindow.Counts(0, 50, 1));
    assertThat(throttle.refusal(0)).isGreaterThan(before);
  }

  @Test
  void oneCallInASecondPasses() {
    record(0, 50);
    int passed = 0;
    for (int millis = 0; millis < 3000; millis += 10) {
      passed += throttle.refuses(millis * MILLISECOND, STRICT) ? 0 : 1;
    }
    assertThat(passed).isEqualTo(3);
  }

  @Test
  void forgetsAfterTheWindow() {
    record(0, 50);

    assertThat(throttle.refusal(9_700 * MILLISECOND)).isPositive();
    assertThat(throttle.refusal(10_000 * MILLISECOND)).isZero();
  }

  /** A service that does 100 calls a second and is asked for 300: about as many get through. */
  @Test
  void letsThroughAboutWhatTheServiceCanDo() {
    long seed = 20_261_124;
    Random random = new Random(seed);
    int sent = 0;
    int accepted = 0;
    for (int second = 0; second < 40; second++) {
      int room = 100;
      for (int call = 0; call < 300; call++) {
        long nanos = TimeUnit.SECONDS.toNanos(second) + call * 3 * MILLISECOND;
        if (!throttle.refuses(nanos, random)) {
          throttle.record(nanos, room <= 0);
          sent += second < 20 ? 0 : 1;
          accepted += second < 20 || room <= 0 ? 0 : 1;
          room--;
        }
      }
    }
    assertThat(accepted).as("seed %d", seed).isGreaterThan(1900);
    assertThat(sent).as("seed %d", seed).isBetween(2500, 3500);
  }
}
