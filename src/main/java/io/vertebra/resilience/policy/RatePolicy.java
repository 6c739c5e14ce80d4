package io.vertebra.resilience.policy;

import io.vertebra.config.Check;

/**
 * How many calls a server takes, as a token bucket.
 *
 * <p>Immutable.
 *
 * @param perSecond calls per second, over time: above 0, up to 10,000,000
 * @param burst calls that may come at once: 1..10,000,000
 * @param perIdentity whether each caller has a bucket of its own; else all share one
 */
public record RatePolicy(double perSecond, int burst, boolean perIdentity) {

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public RatePolicy {
    boolean some = perSecond > 0 && perSecond <= 10_000_000;
    Check.that(some, "perSecond", perSecond, "above 0, up to 10000000");
    Check.range("burst", burst, 1, 10_000_000);
  }
}
