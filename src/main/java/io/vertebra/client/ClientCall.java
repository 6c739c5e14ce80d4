package io.vertebra.client;

import com.google.protobuf.Message;
import io.vertebra.rpc.CallCompression;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.CallLifecycle;
import io.vertebra.rpc.CallReadStream;
import io.vertebra.rpc.Deadline;
import io.vertebra.rpc.MessagePipe;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.MethodPolicy;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One call through a channel: the root of its life on the client.
 *
 * @param <S> what the server answers
 */
final class ClientCall<S extends Message> {

  private final RpcMethod<?, S> method;
  private final CallOptions options;
  private final ContextInternal caller;
  private final ContextInternal loop;
  private final RpcHandler pipeline;
  private final CallLifecycle life;
  private final CallContext context;
  private final CallCompression compression;

  ClientCall(
      RpcMethod<?, S> method,
      CallOptions options,
      ContextInternal caller,
      ContextInternal loop,
      TimeSource time,
      Duration defaultTimeout,
      Optional<Duration> configuredTimeout,
      RpcHandler pipeline) {
    this.method = method;
    this.options = options;
    this.caller = caller;
    this.loop = loop;
    this.pipeline = pipeline;
    this.compression = CallCompression.of(true, options.compression());
    compression.settle();
    options.handle().ifPresent(handle -> handle.compresses(compression));
    CallContext parent = CallContext.current();
    this.life = CallLifecycle.childOf(parent, loop, time);
    Deadline deadline = deadline(parent, time, defaultTimeout, configuredTimeout);
    this.context =
        CallContext.of(life, parent.propagated().merge(options.metadata()), "")
            .withPropagated(parent.propagated())
            .withDeadline(deadline);
  }

  /**
   * The earlier of the inherited one and what the caller asks for, or else the contract. Calls that
   * have none of these get the default, but streams, for which no one length is right. What is
   * configured takes the place of the contract, and is the most that a caller gets.
   */
  private Deadline deadline(
      CallContext parent, TimeSource time, Duration defaultTimeout, Optional<Duration> configured) {
    MethodPolicy policy = method.policy();
    Duration timeout = options.timeout().or(() -> configured).or(policy::timeout).orElse(null);
    if (configured.isPresent() && configured.get().compareTo(timeout) < 0) {
      timeout = configured.get();
    }
    Deadline inherited = parent.deadline().orElse(null);
    if (timeout != null) {
      return Deadline.after(timeout, time).min(inherited);
    }
    boolean streams = method.mode().clientStreams() || method.mode().serverStreams();
    if (inherited != null || streams || policy.isUnlimited()) {
      return inherited;
    }
    return Deadline.after(defaultTimeout, time);
  }

  MessageStream requests(ReadStream<? extends Message> source) {
    CallReadStream<Message> stream = CallReadStream.over(loop, erased(source), caller);
    return cancelledWithCall(stream);
  }

  MessageStream requests(RequestWriter<? extends Message> writer) {
    MessagePipe<Message> pipe =
        new MessagePipe<Message>(caller, loop, Message::getSerializedSize, compression, () -> {})
            .onOverflow(life::fail);
    life.whenEnded(outcome -> pipe.abort(outcome.toException()));
    caller.emit(ignored -> write(erased(writer), pipe));
    return cancelledWithCall(pipe.reader());
  }

  private void write(RequestWriter<Message> writer, MessagePipe<Message> pipe) {
    Future<Void> written;
    try {
      written = writer.write(pipe.writer());
    } catch (RuntimeException thrown) {
      written = Future.failedFuture(thrown);
    }
    if (written == null) {
      written = Future.failedFuture(new NullPointerException("the writer returned null"));
    }
    written.onComplete(
        (done, cause) -> {
          if (cause == null) {
            pipe.end();
          } else {
            pipe.fail(RpcException.from(cause));
          }
        });
  }

  /** A source that fails ends the call, with its failure as the caller's. */
  private MessageStream cancelledWithCall(CallReadStream<Message> stream) {
    stream.onClosed(
        cause -> {
          if (cause != null) {
            life.fail(
                RpcException.of(RpcCode.CANCELLED, "the requests of the call failed")
                    .withCause(cause));
          }
        });
    return MessageStream.of(stream);
  }

  /** Makes the call and waits for its one response. */
  Future<S> one(MessageStream requests) {
    Promise<S> result = caller.promise();
    life.whenEnded(outcome -> result.tryFail(outcome.toException()));
    start(
        requests,
        response ->
            response
                .messages()
                .one()
                .onComplete(
                    (message, cause) -> {
                      if (cause != null) {
                        fail(cause);
                      } else if (!life.isEnded()) {
                        options.trailersCame(response.trailers());
                        result.tryComplete(typed(message));
                        life.finish();
                      }
                    }));
    return result.future();
  }

  /** Makes the call and waits for the headers of its responses. */
  Future<ReadStream<S>> stream(MessageStream requests) {
    Promise<ReadStream<S>> result = caller.promise();
    life.whenEnded(outcome -> result.tryFail(outcome.toException()));
    start(requests, response -> result.tryComplete(responses(response)));
    return result.future();
  }

  private ReadStream<S> responses(RpcResponse response) {
    CallReadStream<Message> responses =
        CallReadStream.over(caller, response.messages().stream(), loop);
    responses.toldAs(this::asEnded);
    responses.onClosed(
        cause -> {
          RpcException failure = cause == null ? null : RpcException.from(cause);
          options.trailersCame(failure == null ? response.trailers() : failure.trailers());
          if (failure == null) {
            life.finish();
          } else {
            life.fail(context.judged(failure));
          }
        });
    life.whenEnded(
        outcome -> {
          if (!outcome.isOk()) {
            responses.abort(outcome.toException());
          }
        });
    return typed(responses);
  }

  /** The failure that ended the call: a later one of its transport is an echo of that end. */
  private Throwable asEnded(Throwable cause) {
    Outcome ended = life.outcome();
    return ended == null || ended.isOk() ? cause : ended.toException();
  }

  private void start(MessageStream requests, Consumer<RpcResponse> whenAnswered) {
    options.handle().ifPresent(handle -> handle.attach(context));
    context.deadline().ifPresent(this::arm);
    if (life.isEnded()) {
      return;
    }
    loop.emit(
        ignored ->
            pipeline
                .handle(new RpcRequest(method, context, requests, compression))
                .onComplete(
                    (response, cause) -> {
                      if (cause != null) {
                        fail(cause);
                      } else if (!life.isEnded()) {
                        options.headersCame(response.headers());
                        whenAnswered.accept(response);
                      }
                    }));
  }

  private void arm(Deadline deadline) {
    if (deadline.isExpired()) {
      life.fail(
          RpcException.of(
              RpcCode.DEADLINE_EXCEEDED, "the deadline had passed before the call was made"));
    } else {
      life.arm(deadline);
    }
  }

  private void fail(Throwable cause) {
    if (!life.isEnded()) {
      RpcException failure = RpcException.from(cause);
      options.trailersCame(failure.trailers());
      life.fail(context.judged(failure));
    }
  }

  /* The method's types hold: generated code or a descriptor has paired them. */

  @SuppressWarnings("unchecked")
  private S typed(Message message) {
    return (S) message;
  }

  @SuppressWarnings("unchecked")
  private ReadStream<S> typed(ReadStream<Message> messages) {
    return (ReadStream<S>) (ReadStream<?>) messages;
  }

  @SuppressWarnings("unchecked")
  private static ReadStream<Message> erased(ReadStream<? extends Message> messages) {
    return (ReadStream<Message>) messages;
  }

  @SuppressWarnings("unchecked")
  private static RequestWriter<Message> erased(RequestWriter<? extends Message> writer) {
    return (RequestWriter<Message>) writer;
  }
}
