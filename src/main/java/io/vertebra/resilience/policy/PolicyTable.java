package io.vertebra.resilience.policy;

import io.vertebra.rpc.RpcMethod;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What contracts state, and the service config that takes its place.
 *
 * <p>Safe for use from any thread; reading never blocks. Remembers up to 10,000 methods, and works
 * out anew, for each call, what holds for others, as it does for methods without a contract.
 */
public final class PolicyTable implements Policies {

  private static final int MAX_METHODS = 10_000;

  /** One service config and what has been worked out with it. */
  private record Snapshot(ServiceConfig config, Map<RpcMethod<?, ?>, MethodResilience> byMethod) {

    Snapshot(ServiceConfig config) {
      this(config, new ConcurrentHashMap<>());
    }

    MethodResilience of(RpcMethod<?, ?> method) {
      MethodResilience remembered = byMethod.get(method);
      return remembered != null ? remembered : workedOut(method);
    }

    private MethodResilience workedOut(RpcMethod<?, ?> method) {
      if (!method.isKnown()) {
        return config.over(MethodResilience.UNSTATED, method);
      }
      MethodResilience now = config.over(MethodResilience.of(method.descriptor()), method);
      if (byMethod.size() < MAX_METHODS) {
        byMethod.put(method, now);
      }
      return now;
    }
  }

  private final Set<RpcMethod<?, ?>> known = new HashSet<>();
  private volatile Snapshot snapshot = new Snapshot(ServiceConfig.EMPTY);

  @Override
  public MethodResilience of(RpcMethod<?, ?> method) {
    return snapshot.of(method);
  }

  /** How many failures in a row end retries and hedging for a while, now. */
  public RetryThrottling retryThrottling() {
    return snapshot.config.retryThrottling();
  }

  /** The service config in force. */
  public ServiceConfig overrides() {
    return snapshot.config;
  }

  /**
   * Puts another service config in force, for calls that begin from now on.
   *
   * @throws IllegalArgumentException when it repeats calls of a method that may not be, see {@link
   *     ServiceConfig#checkedAgainst}; then what was in force stays so
   */
  public synchronized void override(ServiceConfig config) {
    config.checkedAgainst(known).checkedAgainst(snapshot.byMethod.keySet());
    snapshot = new Snapshot(config);
  }

  /**
   * Names methods that service configs are checked against, now and from now on, besides those that
   * have been called.
   *
   * @throws IllegalArgumentException when the one in force fails for them
   */
  public synchronized void know(Collection<? extends RpcMethod<?, ?>> methods) {
    snapshot.config.checkedAgainst(methods);
    known.addAll(methods);
  }
}
