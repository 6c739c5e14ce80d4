package io.vertebra.resilience.retry;

import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.time.TimeSource;
import io.vertebra.time.TimeSource.Scheduled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A call that may be attempted more than once, until one attempt is taken for its answer.
 *
 * <p>Lives on the call's context.
 */
abstract class AttemptedCall {

  final RpcRequest call;
  final Target target;
  final TimeSource time;
  private final RpcHandler next;
  private final Duration attemptTimeout;
  private final AttemptWatcher watcher;
  private final RequestBuffer buffer;
  private final TriedInstances tried = new TriedInstances();
  private final List<Attempt> running = new ArrayList<>(2);
  private final Promise<RpcResponse> result;
  private Scheduled waiting;
  private int attempts;
  private Attempt chosen;

  /**
   * A call of which nothing was sent.
   *
   * @param attemptTimeout how long one attempt may take; null for as long as the call
   */
  AttemptedCall(
      RpcRequest call,
      RpcHandler next,
      Target target,
      Duration attemptTimeout,
      long maxBufferBytes,
      AttemptWatcher watcher,
      TimeSource time) {
    this.call = call;
    this.next = next;
    this.target = target;
    this.attemptTimeout = attemptTimeout;
    this.watcher = watcher;
    this.time = time;
    this.result = call.context().vertxContext().promise();
    this.buffer =
        call.messages().isStream()
            ? new RequestBuffer(call.messages().stream(), maxBufferBytes, this::bufferFull)
            : null;
  }

  /** Makes the first attempt. */
  final Future<RpcResponse> start() {
    target.budget().begin();
    call.whenEnded(this::callEnded);
    begin();
    return result.future();
  }

  private void callEnded(Outcome outcome) {
    target.budget().end();
    stopWaiting();
  }

  /** Makes an attempt, which is not the first only if the budget had a place for it. */
  final void begin() {
    attempts++;
    int number = attempts;
    Attempt attempt = new Attempt(call, number, tried, buffer == null ? null : buffer.open(), time);
    running.add(attempt);
    long begun = time.nanos();
    attempt.whenEnded(
        outcome -> {
          if (number > 1) {
            target.budget().release();
          }
          if (outcome.isOk()) {
            succeeded(time.nanos() - begun);
          }
          watcher.ended(call, number, outcome);
        });
    watcher.began(call, number);
    attempt
        .send(next, attemptTimeout, time)
        .onComplete(
            (response, cause) -> {
              running.remove(attempt);
              if (chosen != null && chosen != attempt) {
                return;
              }
              if (cause == null) {
                take(attempt);
                result.tryComplete(response);
              } else if (call.context().isEnded()) {
                result.tryFail(cause);
              } else {
                failed(attempt, RpcException.from(cause));
              }
            });
    begun();
  }

  private void succeeded(long nanos) {
    target.throttle().succeeded();
    // How long a stream goes on is no matter of how fast its service is.
    if (!call.method().mode().serverStreams()) {
      target.times(call.method()).add(nanos);
    }
  }

  /** An attempt was made. */
  abstract void begun();

  /** An attempt has failed, and no other was taken for the answer. */
  abstract void failed(Attempt attempt, RpcException failure);

  /** Takes one attempt for the answer, whatever it will be, and gives up the others. */
  private void take(Attempt attempt) {
    chosen = attempt;
    stopWaiting();
    if (buffer != null) {
      buffer.commit(attempt.requests());
    }
    cancelOthers();
  }

  private void cancelOthers() {
    List.copyOf(running).stream().filter(other -> other != chosen).forEach(Attempt::cancel);
  }

  /**
   * The first of those that run is as good as any: its server has seen the most. Between attempts
   * it is the next.
   */
  private void bufferFull() {
    if (chosen == null && !running.isEmpty()) {
      take(running.get(0));
    }
  }

  /** Ends the call with the failure of an attempt. */
  final void give(Attempt failed, RpcException failure) {
    chosen = failed;
    stopWaiting();
    result.tryFail(failure);
    cancelOthers();
  }

  /** Makes another attempt after a while, in place of one that is waited for already. */
  final void waitFor(long delayNanos, Runnable attempt) {
    stopWaiting();
    waiting =
        time.schedule(
            delayNanos,
            () -> {
              waiting = null;
              attempt.run();
            });
  }

  /** Makes none that is waited for. */
  final void stopWaiting() {
    if (waiting != null) {
      waiting.cancel();
      waiting = null;
    }
  }

  /** Whether one attempt was taken before it had an answer. */
  final boolean isCommitted() {
    return chosen != null;
  }

  final int attempts() {
    return attempts;
  }

  /** Whether the call may still be answered without another attempt. */
  final boolean isPending() {
    return waiting != null || !running.isEmpty();
  }

  /** Whether something that takes as long, and then as most attempts do, can still help. */
  final boolean fits(long delayNanos) {
    long needed = delayNanos + target.times(call.method()).median();
    return call.context()
        .deadline()
        .map(deadline -> deadline.remainingNanos() > needed)
        .orElse(true);
  }
}
