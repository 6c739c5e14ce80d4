package io.vertebra.resilience.retry;

import io.vertebra.config.Check;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stops retries and hedges to a target that mostly fails: each failure takes a token, each success
 * gives a part of one back, and with half of them gone only first attempts are made.
 *
 * <p>Safe for use from any thread.
 *
 * @see <a
 *     href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md#throttling-retry-attempts-and-hedged-rpcs">gRFC
 *     A6, throttling</a>
 */
public final class RetryThrottle {

  /** As the gRFC has it, three decimal places count. */
  private static final int UNIT = 1000;

  private final int maxUnits;
  private final int unitsPerSuccess;
  private final AtomicInteger units;

  /**
   * A throttle with all of its tokens.
   *
   * @param maxTokens 1..1000
   * @param tokenRatio what a success gives back: 0.001..1000 tokens
   */
  public RetryThrottle(int maxTokens, double tokenRatio) {
    Check.range("maxTokens", maxTokens, 1, 1000);
    Check.that(tokenRatio >= 0.001 && tokenRatio <= 1000, "tokenRatio", tokenRatio, "0.001..1000");
    this.maxUnits = maxTokens * UNIT;
    this.unitsPerSuccess = (int) (tokenRatio * UNIT);
    this.units = new AtomicInteger(maxUnits);
  }

  /** An attempt failed in a way that another may mend, or its server asked for no other. */
  void failed() {
    units.updateAndGet(left -> Math.max(0, left - UNIT));
  }

  /** A call ended well. */
  void succeeded() {
    if (units.get() < maxUnits) {
      units.updateAndGet(left -> Math.min(maxUnits, left + unitsPerSuccess));
    }
  }

  /** Whether attempts beyond the first may be made. */
  boolean allows() {
    return units.get() > maxUnits / 2;
  }

  /** Tokens that are left. */
  public double tokens() {
    return (double) units.get() / UNIT;
  }
}
