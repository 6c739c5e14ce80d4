package io.vertebra.resilience.policy;

import io.vertebra.config.Check;
import io.vertebra.rpc.RpcCode;
import java.time.Duration;
import java.util.Set;

/**
 * When an attempt of a call that takes long is joined by another.
 *
 * <p>Immutable.
 *
 * @param maxAttempts the first included: 2..5
 * @param delay how long after one attempt the next begins: 0..1 h; 0 begins with all at once
 * @param nonFatalCodes the failures after which the next begins at once; any other ends the call
 * @see <a
 *     href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md#hedging-policy">gRFC
 *     A6, hedging</a>
 */
public record HedgingPolicy(int maxAttempts, Duration delay, Set<RpcCode> nonFatalCodes) {

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public HedgingPolicy {
    Check.range("maxAttempts", maxAttempts, 2, RetryPolicy.MAX_ATTEMPTS);
    Check.range("delay", delay, Duration.ZERO, Duration.ofHours(1));
    nonFatalCodes = Set.copyOf(nonFatalCodes);
    boolean failures = !nonFatalCodes.contains(RpcCode.OK);
    Check.that(failures, "nonFatalCodes", nonFatalCodes, "status codes, not OK");
  }
}
