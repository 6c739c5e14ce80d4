package io.vertebra.client.local;

import com.google.protobuf.Message;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.CallLifecycle;
import io.vertebra.rpc.CallReadStream;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/** One call within the JVM: the root of its life on the serving side. */
final class LocalCall {

  private final RpcRequest request;
  private final LocalServices.Entry service;
  private final ContextInternal client;
  private final ContextInternal server;
  private final CallLifecycle life;
  private final Promise<RpcResponse> result;

  LocalCall(RpcRequest request, LocalServices.Entry service, TimeSource time) {
    this.request = request;
    this.service = service;
    this.client = request.context().vertxContext();
    this.server = service.context().duplicate();
    this.life = CallLifecycle.childOf(request.context(), server, time);
    this.result = client.promise();
  }

  Future<RpcResponse> start() {
    whenBroken(cause -> result.tryFail(cause.asReceived()));
    CallContext facts =
        CallContext.of(life, request.metadata(), "local")
            .withDeadline(request.context().deadline().orElse(null));
    RpcRequest arriving = new RpcRequest(request.method(), facts, requests());
    server.emit(
        ignored -> {
          facts.attachTo(server);
          service
              .handler()
              .handle(arriving)
              .onComplete(
                  (response, cause) -> {
                    if (cause == null) {
                      answer(response);
                    } else {
                      fail(cause);
                    }
                  });
        });
    return result.future();
  }

  private MessageStream requests() {
    MessageStream messages = request.messages();
    if (!messages.isStream()) {
      return messages.isReplayable() ? messages : MessageStream.of(crossing(messages.one()));
    }
    CallReadStream<Message> requests =
        CallReadStream.over(server, messages.stream(), client).onThrown(this::fail);
    whenBroken(requests::abort);
    return MessageStream.of(requests);
  }

  private Future<Message> crossing(Future<Message> message) {
    Promise<Message> crossed = server.promise();
    message.onComplete(crossed);
    return crossed.future();
  }

  private void answer(RpcResponse response) {
    if (life.isEnded()) {
      return;
    }
    if (response.messages().isStream()) {
      result.tryComplete(response.withMessages(MessageStream.of(responses(response))));
      return;
    }
    Future<Message> one = response.messages().one();
    if (!one.isComplete()) {
      Promise<Message> late = client.promise();
      whenBroken(cause -> late.tryFail(cause.asReceived()));
      one.onComplete((message, cause) -> settle(late, message, cause));
      result.tryComplete(response.withMessages(MessageStream.of(late.future())));
      return;
    }
    one.onComplete((message, cause) -> settle(result, cause == null ? response : null, cause));
  }

  /** The serving side ends first: the client's end would cancel it. */
  private <T> void settle(Promise<T> waiting, T value, Throwable cause) {
    if (cause != null) {
      fail(cause);
    } else if (life.finish()) {
      waiting.tryComplete(value);
    }
  }

  private CallReadStream<Message> responses(RpcResponse response) {
    MessageStream sent = response.messages().mapFailure(RpcException::asReceived);
    CallReadStream<Message> receiving = CallReadStream.over(client, sent.stream(), server);
    receiving.onClosed(
        cause -> {
          if (cause == null) {
            life.finish();
          } else {
            life.fail(RpcException.from(cause));
          }
        });
    whenBroken(cause -> receiving.abort(cause.asReceived()));
    return receiving;
  }

  private void whenBroken(Handler<RpcException> handler) {
    life.whenEnded(
        outcome -> {
          if (!outcome.isOk()) {
            handler.handle(outcome.toException());
          }
        });
  }

  private void fail(Throwable cause) {
    life.fail(RpcException.from(cause));
  }
}
