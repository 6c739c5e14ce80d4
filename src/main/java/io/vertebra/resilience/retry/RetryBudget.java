package io.vertebra.resilience.retry;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds attempts beyond the first by the calls that run: those to one target may be 20 % of its
 * calls at any moment, and three in any case.
 *
 * <p>Safe for use from any thread.
 *
 * @see <a
 *     href="https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/cluster/v3/circuit_breaker.proto#config-cluster-v3-circuitbreakers-thresholds-retrybudget">retry
 *     budgets of Envoy</a>
 */
public final class RetryBudget {

  private static final int SHARE = 5;
  private static final int MINIMUM = 3;

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger retries = new AtomicInteger();

  /** A call began. */
  void begin() {
    calls.incrementAndGet();
  }

  /** A call ended. */
  void end() {
    calls.decrementAndGet();
  }

  /** Takes a place for one more attempt; it is to be given back by {@link #release}. */
  boolean acquire() {
    int limit = Math.max(MINIMUM, calls.get() / SHARE);
    if (retries.incrementAndGet() <= limit) {
      return true;
    }
    retries.decrementAndGet();
    return false;
  }

  void release() {
    retries.decrementAndGet();
  }

  /** Calls that run now. */
  public int calls() {
    return calls.get();
  }

  /** Attempts beyond the first that run now. */
  public int retries() {
    return retries.get();
  }
}
