package io.vertebra.resilience.retry;

import io.vertebra.resilience.policy.RetryThrottling;
import io.vertebra.rpc.RpcMethod;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the attempts of all calls to one service share.
 *
 * <p>Safe for use from any thread. It keeps one entry per method that was called, which contracts
 * bound.
 */
final class Target {

  private final RetryBudget budget = new RetryBudget();
  private final Map<RpcMethod<?, ?>, RecentTimes> times = new ConcurrentHashMap<>();
  private volatile RetryThrottle throttle;

  Target(RetryThrottling settings) {
    this.throttle = new RetryThrottle(settings);
  }

  RetryBudget budget() {
    return budget;
  }

  RetryThrottle throttle() {
    return throttle;
  }

  /** Begins anew when the settings have changed. */
  void throttleBy(RetryThrottling settings) {
    if (!settings.equals(throttle.settings())) {
      throttle = new RetryThrottle(settings);
    }
  }

  RecentTimes times(RpcMethod<?, ?> method) {
    return times.computeIfAbsent(method, first -> new RecentTimes());
  }
}
