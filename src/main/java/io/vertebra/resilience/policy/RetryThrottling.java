package io.vertebra.resilience.policy;

import io.vertebra.config.Check;

/**
 * How many failures in a row end retries and hedging for a while.
 *
 * <p>Immutable. A failure takes one token of {@code maxTokens}, a success gives back {@code
 * tokenRatio}; there are no further attempts while half of the tokens or less are left.
 *
 * @param maxTokens above 0, up to 1000; 10 when not stated
 * @param tokenRatio above 0, up to 1000; 0.5 when not stated, so that retries cover for one of
 *     three instances, and five failures in a row still end them
 * @see <a
 *     href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md#throttling-retry-attempts-and-hedged-rpcs">gRFC
 *     A6, throttling</a>
 */
public record RetryThrottling(double maxTokens, double tokenRatio) {

  private static final int MAX = 1000;

  /** What holds when nothing else is stated. */
  public static final RetryThrottling DEFAULT = new RetryThrottling(10, 0.5);

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public RetryThrottling {
    Check.that(maxTokens > 0 && maxTokens <= MAX, "maxTokens", maxTokens, "above 0, up to " + MAX);
    boolean some = tokenRatio > 0 && tokenRatio <= MAX;
    Check.that(some, "tokenRatio", tokenRatio, "above 0, up to " + MAX);
  }
}
