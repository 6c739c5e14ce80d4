package io.vertebra.server.health;

import java.time.Duration;

/**
 * How readiness is watched over.
 *
 * @param period how long after one evaluation the next begins, 100 ms to 1 h, default 5 s
 * @param timeout how long a check may take before it counts as failed, 10 ms to 1 min, default 1 s
 */
public record HealthConfig(Duration period, Duration timeout) {

  /** What holds when nothing is configured. */
  public static final HealthConfig DEFAULT =
      new HealthConfig(Duration.ofSeconds(5), Duration.ofSeconds(1));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when a value is outside of them
   */
  public HealthConfig {}
}
