package io.vertebra.resilience.policy;

import io.vertebra.config.Check;
import io.vertebra.rpc.RpcCode;
import java.time.Duration;
import java.util.Set;

/**
 * When a failed attempt of a call is followed by another.
 *
 * <p>Immutable.
 *
 * @param maxAttempts the first included: 2..5
 * @param initialBackoff about how long to wait before the second attempt: 1 ms..1 min
 * @param maxBackoff about how long to wait at most: not below {@code initialBackoff}, up to 10 min
 * @param multiplier how many times as long the next wait is: 1..10
 * @param codes the failures that another attempt may mend; at least one, and not OK
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRFC A6</a>
 */
public record RetryPolicy(
    int maxAttempts,
    Duration initialBackoff,
    Duration maxBackoff,
    double multiplier,
    Set<RpcCode> codes) {

  /** More attempts than this are never made, whatever is asked for. */
  public static final int MAX_ATTEMPTS = 5;

  /** What holds for idempotent methods that state nothing else. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          4,
          Duration.ofMillis(10),
          Duration.ofMillis(300),
          2,
          Set.of(RpcCode.UNAVAILABLE, RpcCode.DEADLINE_EXCEEDED));

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public RetryPolicy {
    Check.range("maxAttempts", maxAttempts, 2, MAX_ATTEMPTS);
    Check.range("initialBackoff", initialBackoff, Duration.ofMillis(1), Duration.ofMinutes(1));
    Check.range("maxBackoff", maxBackoff, initialBackoff, Duration.ofMinutes(10));
    Check.that(multiplier >= 1 && multiplier <= 10, "multiplier", multiplier, "1..10");
    codes = Set.copyOf(codes);
    boolean useful = !codes.isEmpty() && !codes.contains(RpcCode.OK);
    Check.that(useful, "codes", codes, "at least one status code, not OK");
  }

  /**
   * About how long to wait.
   *
   * @param attempt the number of the attempt that failed, from 1
   */
  public Duration backoffAfter(int attempt) {
    double nanos = initialBackoff.toNanos() * Math.pow(multiplier, attempt - 1.0);
    return Duration.ofNanos((long) Math.min(nanos, maxBackoff.toNanos()));
  }
}
