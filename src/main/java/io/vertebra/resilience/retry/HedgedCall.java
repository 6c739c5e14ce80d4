package io.vertebra.resilience.retry;

import io.vertebra.resilience.breaker.CircuitBreakers;
import io.vertebra.resilience.policy.HedgingPolicy;
import io.vertebra.resilience.retry.AttemptWatcher.Reason;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A call whose attempts run beside each other: the first good answer is taken. */
final class HedgedCall extends AttemptedCall {

  private final HedgingPolicy policy;
  private final AttemptWatcher watcher;
  private boolean pushedBack;
  private Attempt lastFailed;
  private RpcException lastFailure;

  HedgedCall(
      RpcRequest call,
      RpcHandler next,
      Target target,
      HedgingPolicy policy,
      Duration attemptTimeout,
      long maxBufferBytes,
      AttemptWatcher watcher,
      TimeSource time) {
    super(call, next, target, attemptTimeout, maxBufferBytes, watcher, time);
    this.policy = policy;
    this.watcher = watcher;
  }

  @Override
  void begun() {
    boolean mayFollow = attempts() < policy.maxAttempts() && !pushedBack && !isCommitted();
    if (mayFollow && !call.context().isEnded()) {
      waitFor(policy.delay().toNanos(), this::hedge);
    }
  }

  /** Makes another attempt, if it may; when it may not and none runs, the call has failed. */
  private void hedge() {
    Reason refusal = refusal();
    if (refusal == null) {
      begin();
    } else if (!isPending()) {
      watcher.gaveUp(call, lastFailure, refusal);
      give(lastFailed, lastFailure);
    }
  }

  /** Why no attempt follows; null when one does, for which the budget then has a place. */
  private Reason refusal() {
    if (attempts() >= policy.maxAttempts()) {
      return Reason.MAX_ATTEMPTS;
    }
    if (isCommitted()) {
      return Reason.BUFFER;
    }
    if (pushedBack) {
      return Reason.PUSHBACK;
    }
    if (!target.throttle().allows()) {
      return Reason.THROTTLE;
    }
    if (!fits(0)) {
      return Reason.DEADLINE;
    }
    return target.budget().acquire() ? null : Reason.BUDGET;
  }

  @Override
  void failed(Attempt attempt, RpcException failure) {
    Pushback pushback = Pushback.in(failure.trailers());
    boolean fatal =
        !policy.nonFatalCodes().contains(failure.code()) || CircuitBreakers.isRefusal(failure);
    if (!fatal || pushback.isNever()) {
      target.throttle().failed();
    }
    if (fatal) {
      watcher.gaveUp(call, failure, Reason.CODE);
      give(attempt, failure);
      return;
    }
    lastFailed = attempt;
    lastFailure = failure;
    pushedBack = pushedBack || pushback.isNever();
    if (pushback.millis().isPresent()) {
      waitFor(TimeUnit.MILLISECONDS.toNanos(pushback.millis().getAsLong()), this::hedge);
    } else {
      hedge();
    }
  }
}
