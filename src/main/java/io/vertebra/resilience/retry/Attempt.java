package io.vertebra.resilience.retry;

import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.CallLifecycle;
import io.vertebra.rpc.Deadline;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.time.Duration;

/**
 * One attempt of a call: a request of its own, that ends before the call, with it, or is cancelled.
 *
 * <p>It is answered once its first message is there, or, where responses are streamed, their
 * headers, with which servers wait for the first message too. Lives on the call's context.
 */
final class Attempt {

  private final CallLifecycle life;
  private final RpcRequest request;
  private final Promise<RpcResponse> answer;
  private final RequestBuffer.Reader requests;

  /**
   * An attempt, not made yet.
   *
   * @param number from 1
   * @param requests what it sends when the call streams; else null
   */
  Attempt(
      RpcRequest call,
      int number,
      TriedInstances tried,
      RequestBuffer.Reader requests,
      TimeSource time) {
    CallContext facts = call.context();
    this.life = CallLifecycle.childOf(facts, facts.vertxContext(), time);
    this.requests = requests;
    this.answer = facts.vertxContext().promise();
    Metadata metadata = call.metadata();
    if (number > 1) {
      metadata =
          metadata
              .without(Metadata.PREVIOUS_ATTEMPTS)
              .with(Metadata.PREVIOUS_ATTEMPTS, Integer.toString(number - 1));
    }
    RpcRequest own =
        call.withContext(
            facts.forAttempt(life).withMetadata(metadata).with(TriedInstances.KEY, tried));
    this.request = requests == null ? own : own.withMessages(MessageStream.of(requests));
  }

  /**
   * Makes it.
   *
   * @param timeout how long it may take; null for as long as the call
   * @return the answer, or what it failed with
   */
  Future<RpcResponse> send(RpcHandler next, Duration timeout, TimeSource time) {
    life.whenEnded(this::ended);
    RpcRequest sent = timeout == null ? request : within(Deadline.after(timeout, time));
    next.handle(sent)
        .onComplete(
            (response, cause) -> {
              if (cause != null) {
                fail(sent, cause);
              } else {
                answered(sent, response);
              }
            });
    return answer.future();
  }

  private RpcRequest within(Deadline own) {
    CallContext facts = request.context();
    Deadline sooner = own.min(facts.deadline().orElse(null));
    if (sooner == own) {
      life.arm(own);
    }
    return request.withContext(facts.withDeadline(sooner));
  }

  private void fail(RpcRequest sent, Throwable cause) {
    life.fail(sent.context().judged(RpcException.from(cause)));
  }

  private void answered(RpcRequest sent, RpcResponse response) {
    if (response.messages().isStream()) {
      MessageStream followed =
          response
              .messages()
              .checked(message -> {}, life::finish)
              .mapFailure(
                  failure -> {
                    fail(sent, failure);
                    return failure;
                  });
      answer.tryComplete(response.withMessages(followed));
      return;
    }
    response
        .messages()
        .one()
        .onComplete(
            (message, cause) -> {
              if (cause != null) {
                fail(sent, cause);
              } else if (life.finish()) {
                answer.tryComplete(response);
              }
            });
  }

  private void ended(Outcome outcome) {
    if (!outcome.isOk()) {
      answer.tryFail(outcome.toException());
    }
    if (requests != null) {
      requests.close();
    }
  }

  void whenEnded(Handler<Outcome> hook) {
    life.whenEnded(hook);
  }

  RequestBuffer.Reader requests() {
    return requests;
  }

  /** Gives it up for another that was answered. */
  void cancel() {
    life.cancel("another attempt of the call was answered");
  }
}
