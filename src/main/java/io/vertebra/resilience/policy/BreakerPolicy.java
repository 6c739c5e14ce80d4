package io.vertebra.resilience.policy;

import io.vertebra.config.Check;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * When calls are not made any more because the service is not well.
 *
 * <p>Immutable. What a mode does not look at has no effect.
 *
 * @param mode what opens it
 * @param window how far back it looks: 1 s..10 min
 * @param failureRatio share of failed calls that opens it, for {@link Mode#FAILURE_RATE}: above 0,
 *     up to 1
 * @param minimumCalls calls in the window before their share counts: 1..1,000,000
 * @param consecutiveFailures failures in a row that open it, for {@link Mode#CONSECUTIVE}: 1..1000
 * @param slowCall calls that take longer count as failed; empty for none
 * @param openFor how long it stays open before one call probes the service: 10 ms..10 min
 */
public record BreakerPolicy(
    Mode mode,
    Duration window,
    double failureRatio,
    int minimumCalls,
    int consecutiveFailures,
    Optional<Duration> slowCall,
    Duration openFor) {

  /** What a breaker goes by. */
  public enum Mode {
    /** It never opens. */
    OFF,
    /** The share of calls that failed. */
    FAILURE_RATE,
    /** Failures in a row. */
    CONSECUTIVE,
    /** It refuses no more calls than fail, as Google's clients do; no numbers needed. */
    ADAPTIVE
  }

  /** What holds for methods that state nothing else. */
  public static final BreakerPolicy DEFAULT =
      new BreakerPolicy(
          Mode.FAILURE_RATE,
          Duration.ofSeconds(10),
          0.5,
          20,
          5,
          Optional.empty(),
          Duration.ofSeconds(1));

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public BreakerPolicy {
    Objects.requireNonNull(mode, "mode");
    Check.range("window", window, Duration.ofSeconds(1), Duration.ofMinutes(10));
    boolean share = failureRatio > 0 && failureRatio <= 1;
    Check.that(share, "failureRatio", failureRatio, "above 0, up to 1");
    Check.range("minimumCalls", minimumCalls, 1, 1_000_000);
    Check.range("consecutiveFailures", consecutiveFailures, 1, 1000);
    slowCall.ifPresent(
        limit -> Check.range("slowCall", limit, Duration.ofMillis(1), Duration.ofHours(1)));
    Check.range("openFor", openFor, Duration.ofMillis(10), Duration.ofMinutes(10));
  }
}
