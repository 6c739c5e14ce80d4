package io.vertebra.resilience.retry;

import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.resilience.policy.Policies;
import io.vertebra.rpc.MethodPolicy;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.time.Jitter;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Makes the attempts of calls whose methods may have several: retries, or hedges.
 *
 * <p>One for all calls of a channel; safe for use from any thread. It keeps one entry per service
 * that was called, which contracts bound.
 */
public final class Attempts {

  private final Policies policies;
  private final long maxBufferBytes;
  private final AttemptWatcher watcher;
  private final Jitter jitter;
  private final TimeSource time;
  private final Map<String, Target> targets = new ConcurrentHashMap<>();
  private volatile Supplier<RetryThrottle> throttles;

  /**
   * Attempts as policies say.
   *
   * @param throttles makes the throttle of a service, when it is called first
   * @param maxBufferBytes what is kept of one call's streamed requests, so that they can be sent
   *     again: a call that streams more is not attempted again
   * @param jitter spreads the pauses between attempts
   */
  public Attempts(
      Policies policies,
      Supplier<RetryThrottle> throttles,
      long maxBufferBytes,
      AttemptWatcher watcher,
      Jitter jitter,
      TimeSource time) {
    this.policies = Objects.requireNonNull(policies, "policies");
    this.throttles = Objects.requireNonNull(throttles, "throttles");
    this.maxBufferBytes = maxBufferBytes;
    this.watcher = Objects.requireNonNull(watcher, "watcher");
    this.jitter = Objects.requireNonNull(jitter, "jitter");
    this.time = Objects.requireNonNull(time, "time");
  }

  /** A handler that hands each attempt of a call to another one. */
  public RpcHandler around(RpcHandler next) {
    return request -> handle(request, next);
  }

  private Future<RpcResponse> handle(RpcRequest call, RpcHandler next) {
    MethodResilience policy = policies.of(call.method());
    boolean several = policy.retry().isPresent() || policy.hedging().isPresent();
    if (!several || !isRepeatable(call)) {
      return next.handle(call);
    }
    Target target =
        targets.computeIfAbsent(call.method().service(), service -> new Target(throttles.get()));
    return attempted(call, next, target, policy).start();
  }

  private AttemptedCall attempted(
      RpcRequest call, RpcHandler next, Target target, MethodResilience policy) {
    if (policy.hedging().isPresent()) {
      return new HedgedCall(
          call,
          next,
          target,
          policy.hedging().get(),
          policy.attemptTimeout().orElse(null),
          maxBufferBytes,
          watcher,
          time);
    }
    return new RetriedCall(
        call,
        next,
        target,
        policy.retry().orElseThrow(),
        policy.attemptTimeout().orElse(null),
        maxBufferBytes,
        watcher,
        jitter,
        time);
  }

  /** Whether this one may be made again; that the method may be is said by its having a policy. */
  private static boolean isRepeatable(RpcRequest call) {
    MethodPolicy policy = call.method().policy();
    return policy.key().isEmpty()
        || call.messages().isReplayable() && policy.isRepeatable(call.messages().one().result());
  }

  /** Gives each service a new throttle, those that are called later too. */
  public void throttle(Supplier<RetryThrottle> newThrottles) {
    throttles = Objects.requireNonNull(newThrottles, "newThrottles");
    targets.values().forEach(target -> target.throttle(newThrottles.get()));
  }

  /** Shows the throttle and the budget of each service that was called. */
  public void forEach(BiConsumer<String, State> action) {
    targets.forEach(
        (service, target) -> action.accept(service, new State(target.throttle(), target.budget())));
  }

  /**
   * What the attempts of the calls to one service share; it goes on changing.
   *
   * @param throttle of retries and hedges
   * @param budget of retries and hedges
   */
  public record State(RetryThrottle throttle, RetryBudget budget) {}
}
