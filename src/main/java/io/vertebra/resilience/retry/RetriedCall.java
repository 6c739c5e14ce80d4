package io.vertebra.resilience.retry;

import io.vertebra.resilience.breaker.CircuitBreakers;
import io.vertebra.resilience.policy.RetryPolicy;
import io.vertebra.resilience.retry.AttemptWatcher.Reason;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.time.Jitter;
import io.vertebra.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A call whose attempts follow one another. */
final class RetriedCall extends AttemptedCall {

  private static final double JITTER = 0.2;

  private final RetryPolicy policy;
  private final AttemptWatcher watcher;
  private final Jitter jitter;
  private int backoffs;

  RetriedCall(
      RpcRequest call,
      RpcHandler next,
      Target target,
      RetryPolicy policy,
      Duration attemptTimeout,
      long maxBufferBytes,
      AttemptWatcher watcher,
      Jitter jitter,
      TimeSource time) {
    super(call, next, target, attemptTimeout, maxBufferBytes, watcher, time);
    this.policy = policy;
    this.watcher = watcher;
    this.jitter = jitter;
  }

  @Override
  void begun() {}

  @Override
  void failed(Attempt attempt, RpcException failure) {
    Pushback pushback = Pushback.in(failure.trailers());
    // A breaker further on refuses whatever instance asks, and each hop would multiply attempts.
    boolean mendable =
        policy.codes().contains(failure.code()) && !CircuitBreakers.isRefusal(failure);
    if (mendable || pushback.isNever()) {
      target.throttle().failed();
    }
    long delay = delayNanos(pushback);
    Reason reason = refusal(mendable, pushback, delay);
    if (reason == null) {
      watcher.retried(call, failure, delay);
      waitFor(delay, () -> retry(attempt, failure));
    } else {
      giveUp(attempt, failure, reason);
    }
  }

  private void retry(Attempt failed, RpcException failure) {
    if (target.budget().acquire()) {
      begin();
    } else {
      giveUp(failed, failure, Reason.BUDGET);
    }
  }

  private void giveUp(Attempt failed, RpcException failure, Reason reason) {
    watcher.gaveUp(call, failure, reason);
    give(failed, failure);
  }

  /** A pause that the server asks for ends the growth of ours. */
  private long delayNanos(Pushback pushback) {
    if (pushback.millis().isPresent()) {
      backoffs = 0;
      return TimeUnit.MILLISECONDS.toNanos(pushback.millis().getAsLong());
    }
    backoffs++;
    return jitter.near(policy.backoffAfter(backoffs).toNanos(), JITTER);
  }

  /** Why no attempt follows; null when one may. */
  private Reason refusal(boolean mendable, Pushback pushback, long delay) {
    if (!mendable) {
      return Reason.CODE;
    }
    if (attempts() >= policy.maxAttempts()) {
      return Reason.MAX_ATTEMPTS;
    }
    if (isCommitted()) {
      return Reason.BUFFER;
    }
    if (pushback.isNever()) {
      return Reason.PUSHBACK;
    }
    if (!target.throttle().allows()) {
      return Reason.THROTTLE;
    }
    return fits(delay) ? null : Reason.DEADLINE;
  }
}
