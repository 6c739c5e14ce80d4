package io.vertebra.resilience.retry;

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

  Target(RetryThrottle throttle) {
    this.throttle = throttle;
  }

  RetryBudget budget() {
    return budget;
  }

  RetryThrottle throttle() {
    return throttle;
  }

  void throttle(RetryThrottle newThrottle) {
    throttle = newThrottle;
  }

  RecentTimes times(RpcMethod<?, ?> method) {
    return times.computeIfAbsent(method, first -> new RecentTimes());
  }
}
