package io.vertebra.resilience.retry;

import io.vertebra.resilience.policy.RetryThrottling;
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

  private final RetryThrottling settings;
  private final int maxUnits;
  private final int unitsPerSuccess;
  private final AtomicInteger units;

  /** A throttle with all of its tokens. */
  RetryThrottle(RetryThrottling settings) {
    this.settings = settings;
    this.maxUnits = (int) (settings.maxTokens() * UNIT);
    this.unitsPerSuccess = (int) (settings.tokenRatio() * UNIT);
    this.units = new AtomicInteger(maxUnits);
  }

  /** What it goes by. */
  RetryThrottling settings() {
    return settings;
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
