package io.vertebra.time;

import java.util.random.RandomGenerator;

/**
 * Spreads what many would otherwise do at the same moment.
 *
 * <p>As safe for threads as the generator it draws from.
 */
public final class Jitter {

  /** No spread: each delay is as long as it was asked for. */
  public static final Jitter NONE = new Jitter(() -> Long.MIN_VALUE);

  private final RandomGenerator random;

  private Jitter(RandomGenerator random) {
    this.random = random;
  }

  /** Spreads evenly by what a generator draws. */
  public static Jitter of(RandomGenerator random) {
    return new Jitter(random);
  }

  /**
   * A delay near another.
   *
   * @param nanos nanoseconds to be near to
   * @param ratio how far off it may be at most, as a share of {@code nanos}: 0..1
   */
  public long near(long nanos, double ratio) {
    return Math.round(nanos * (1 + ratio * (2 * random.nextDouble() - 1)));
  }
}
