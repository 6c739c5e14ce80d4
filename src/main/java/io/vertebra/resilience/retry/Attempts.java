package io.vertebra.resilience.retry;

import io.vertebra.contract.Idempotency;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.resilience.policy.Policies;
import io.vertebra.resilience.policy.RetryThrottling;
import io.vertebra.rpc.MessageStream;
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
  private final Supplier<RetryThrottling> throttling;

  /**
   * Attempts as policies say.
   *
   * @param throttling what holds for the throttle of each service now
   * @param maxBufferBytes what is kept of one call's streamed requests, so that they can be sent
   *     again: a call that streams more is not attempted again
   * @param jitter spreads the pauses between attempts
   */
  public Attempts(
      Policies policies,
      Supplier<RetryThrottling> throttling,
      long maxBufferBytes,
      AttemptWatcher watcher,
      Jitter jitter,
      TimeSource time) {
    this.policies = Objects.requireNonNull(policies, "policies");
    this.throttling = Objects.requireNonNull(throttling, "throttling");
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
    if (!several || !isRepeatable(call, policy)) {
      return next.handle(call);
    }
    RetryThrottling settings = throttling.get();
    Target target =
        targets.computeIfAbsent(call.method().service(), service -> new Target(settings));
    target.throttleBy(settings);
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

  /** Whether this call may be made again, whatever holds for others of its method. */
  private static boolean isRepeatable(RpcRequest call, MethodResilience policy) {
    MessageStream messages = call.messages();
    return messages.isReplayable()
        ? policy.isRepeatable(call.method(), messages.one().result())
        : policy.nonIdempotentAllowed()
            || call.method().policy().idempotency() == Idempotency.IDEMPOTENT;
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
