package io.vertebra.server.health;

import io.vertebra.config.Check;
import io.vertebra.config.ConfigNode;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import java.time.Duration;

/** How readiness is watched over. */
public record HealthConfig(
    @Doc("How long after one evaluation of the readiness checks the next begins") @Default("5s")
        Duration period,
    @Doc("How long one readiness check may take; later counts as failed") @Default("1s")
        Duration timeout) {

  /** What holds when nothing is configured. */
  public static final HealthConfig DEFAULT = ConfigNode.empty().bind(HealthConfig.class);

  /** Checks the ranges. */
  public HealthConfig {
    Check.range("period", period, Duration.ofMillis(100), Duration.ofHours(1));
    Check.range("timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(1));
  }
}
