package io.vertebra.client.local;

import com.google.protobuf.Message;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.CallLifecycle;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.CallReadStream;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.rpc.wire.StatusTrailers;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/** One call within the JVM: the root of its life on the serving side. */
final class LocalCall {

  private final RpcRequest request;
  private final CallLimits limits;
  private final LocalServices.Entry service;
  private final ContextInternal client;
  private final ContextInternal server;
  private final CallLifecycle life;
  private final Promise<RpcResponse> result;
  private CallReadStream<Message> receiving;

  LocalCall(RpcRequest request, LocalServices.Entry service, TimeSource time, CallLimits limits) {
    this.limits = limits;
    this.request = request;
    this.service = service;
    this.client = request.context().vertxContext();
    this.server = service.context().duplicate();
    this.life = CallLifecycle.childOf(request.context(), server, time);
    this.result = client.promise();
  }

  Future<RpcResponse> start() {
    whenBroken(cause -> result.tryFail(received(cause)));
    MessageStream requests;
    try {
      CallLimits.checkMetadata(request.metadata(), service.limits().maxMetadataBytes());
      requests = requests();
    } catch (RpcException refused) {
      life.fail(refused);
      return result.future();
    }
    CallContext facts =
        CallContext.of(life, request.metadata(), "local")
            .withDeadline(request.context().deadline().orElse(null));
    RpcRequest arriving = new RpcRequest(request.method(), facts, requests);
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

  /**
   * What the service reads.
   *
   * @throws RpcException when the only message is at hand and too large to be sent
   */
  private MessageStream requests() {
    MessageStream messages = request.messages();
    if (!messages.isStream()) {
      return messages.isReplayable() ? atHand(messages) : crossing(messages);
    }
    CallReadStream<Message> requests =
        CallReadStream.over(server, messages.checked(this::checkRequest, () -> {}).stream(), client)
            .onThrown(this::fail);
    whenBroken(requests::abort);
    return MessageStream.of(requests);
  }

  private MessageStream atHand(MessageStream messages) {
    int bytes = messages.one().result().getSerializedSize();
    limits.checkSent(bytes);
    try {
      service.limits().checkReceived(bytes);
      return messages;
    } catch (RpcException tooLarge) {
      return MessageStream.of(Future.failedFuture(tooLarge));
    }
  }

  private MessageStream crossing(MessageStream messages) {
    Promise<Message> crossed = server.promise();
    messages.checked(this::checkRequest, () -> {}).one().onComplete(crossed);
    return MessageStream.of(crossed.future());
  }

  /** On the client's context; what the client may not send fails the call on its side. */
  private void checkRequest(Message message) {
    int bytes = message.getSerializedSize();
    try {
      limits.checkSent(bytes);
    } catch (RpcException tooLarge) {
      if (!result.tryFail(tooLarge) && receiving != null) {
        receiving.abort(tooLarge);
      }
      throw tooLarge;
    }
    service.limits().checkReceived(bytes);
  }

  private void answer(RpcResponse response) {
    if (life.isEnded()) {
      return;
    }
    try {
      CallLimits.checkMetadata(response.headers(), limits.maxMetadataBytes());
    } catch (RpcException tooLarge) {
      fail(tooLarge);
      return;
    }
    MessageStream sent =
        response
            .messages()
            .checked(
                this::checkResponse,
                () -> CallLimits.checkMetadata(response.trailers(), limits.maxMetadataBytes()));
    if (sent.isStream()) {
      result.tryComplete(response.withMessages(responses(sent)));
      return;
    }
    Future<Message> one = sent.one();
    if (!one.isComplete()) {
      Promise<Message> late = client.promise();
      whenBroken(cause -> late.tryFail(received(cause)));
      one.onComplete((message, cause) -> settle(late, message, message, cause));
      result.tryComplete(response.withMessages(MessageStream.of(late.future())));
      return;
    }
    one.onComplete((message, cause) -> settle(result, response, message, cause));
  }

  private void checkResponse(Message message) {
    service.limits().checkSent(message.getSerializedSize());
  }

  private void checkArrived(Message message) {
    limits.checkReceived(message.getSerializedSize());
  }

  /** The serving side ends first: the client's end would cancel it. */
  private <T> void settle(Promise<T> waiting, T value, Message message, Throwable cause) {
    if (cause != null) {
      fail(cause);
    } else if (life.finish()) {
      try {
        checkArrived(message);
        waiting.tryComplete(value);
      } catch (RpcException tooLarge) {
        waiting.tryFail(tooLarge);
      }
    }
  }

  private MessageStream responses(MessageStream sent) {
    receiving = CallReadStream.over(client, sent.mapFailure(this::received).stream(), server);
    receiving.onClosed(
        cause -> {
          if (cause == null) {
            life.finish();
          } else {
            life.fail(RpcException.from(cause));
          }
        });
    whenBroken(cause -> receiving.abort(received(cause)));
    return MessageStream.of(receiving).checked(this::checkArrived, () -> {});
  }

  private RpcException received(RpcException cause) {
    return StatusTrailers.fitting(cause, limits.maxMetadataBytes()).asReceived();
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
