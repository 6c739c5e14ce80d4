package io.vertebra.server;

import com.google.protobuf.Message;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.MessagePipe;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One call of a service's function: hands it typed messages, and turns what it gives back into a
 * response.
 *
 * @param <Q> what the client sends
 * @param <S> what the function answers
 */
final class BoundCall<Q extends Message, S extends Message> implements ServerCall {

  private final RpcRequest request;
  private final ContextInternal context;
  private final Promise<RpcResponse> response;

  /** Where responses go when the method streams them; null when it does not. */
  private final MessagePipe<Message> pipe;

  /* Guarded by this, because a function may answer from any thread. */
  private Metadata headers = Metadata.EMPTY;
  private Metadata trailers = Metadata.EMPTY;
  private boolean headersSent;

  /** The one response, when its headers went ahead of it. */
  private Promise<Message> late;

  BoundCall(RpcRequest request) {
    this.request = request;
    this.context = request.context().vertxContext();
    this.response = context.promise();
    this.pipe =
        request.method().mode().serverStreams()
            ? new MessagePipe<>(
                context,
                context,
                Message::getSerializedSize,
                request.compression(),
                this::sendHeaders)
            : null;
  }

  /** Reads the one request, then runs the function. */
  Future<RpcResponse> withMessage(BiConsumer<BoundCall<Q, S>, Q> function) {
    request
        .messages()
        .one()
        .onComplete(
            (message, cause) -> {
              if (cause == null) {
                run(() -> function.accept(this, typed(message)));
              } else {
                fail(cause);
              }
            });
    return response.future();
  }

  /** Runs the function on the stream of requests. */
  Future<RpcResponse> withStream(BiConsumer<BoundCall<Q, S>, ReadStream<Q>> function) {
    run(() -> function.accept(this, typed(request.messages().stream())));
    return response.future();
  }

  /** Answers with the function's one response. */
  void one(Future<S> answer) {
    whenAnswered(answer, this::succeed);
  }

  /** Answers with what the function writes until its future completes. */
  void stream(Future<Void> answer) {
    whenAnswered(
        answer,
        done -> {
          sendHeaders();
          pipe.end();
        });
  }

  WriteStream<S> responses() {
    request.whenEnded(outcome -> pipe.abort(outcome.toException()));
    return typed(pipe.writer());
  }

  private <T> void whenAnswered(Future<T> answer, Consumer<T> succeed) {
    if (answer == null) {
      fail(RpcException.of(RpcCode.INTERNAL, method() + ": its function returned null"));
      return;
    }
    answer.onComplete(
        (result, cause) -> {
          if (cause == null) {
            succeed.accept(result);
          } else {
            fail(cause);
          }
        });
  }

  private void run(Runnable function) {
    context.emit(
        ignored -> {
          request.context().attachTo(context);
          try {
            function.run();
          } catch (Throwable thrown) {
            fail(thrown);
          }
        });
  }

  private void succeed(S message) {
    if (message == null) {
      fail(RpcException.of(RpcCode.INTERNAL, method() + ": its function answered null"));
      return;
    }
    Promise<Message> after;
    Metadata sent;
    synchronized (this) {
      after = late;
      sent = headers;
      headersSent = true;
    }
    if (after != null) {
      after.tryComplete(message);
    } else {
      response.tryComplete(RpcResponse.of(sent, MessageStream.of(message), this::trailers));
    }
  }

  private void fail(Throwable cause) {
    RpcException plain = RpcException.from(cause);
    RpcException failure = plain.withTrailers(trailers().merge(plain.trailers()));
    if (response.tryFail(failure)) {
      return;
    }
    if (pipe != null) {
      pipe.fail(failure);
    } else if (late != null) {
      late.tryFail(failure);
    }
  }

  @Override
  public CallContext context() {
    return request.context();
  }

  @Override
  public RpcMethod<?, ?> method() {
    return request.method();
  }

  @Override
  public synchronized ServerCall addHeaders(Metadata more) {
    if (headersSent) {
      throw new IllegalStateException("the headers of " + method() + " have been sent");
    }
    headers = headers.merge(more);
    return this;
  }

  @Override
  public ServerCall sendHeaders() {
    Metadata sent;
    synchronized (this) {
      if (headersSent) {
        return this;
      }
      headersSent = true;
      sent = headers;
      if (pipe == null) {
        late = context.promise();
      } else {
        request.compression().settle();
      }
    }
    MessageStream messages =
        pipe != null ? MessageStream.of(pipe.reader()) : MessageStream.of(late.future());
    response.tryComplete(RpcResponse.of(sent, messages, this::trailers));
    return this;
  }

  @Override
  public ServerCall compress(boolean compressed) {
    request.compression().send(compressed);
    return this;
  }

  @Override
  public boolean isCompressed() {
    return request.compression().isReceived();
  }

  @Override
  public synchronized ServerCall addTrailers(Metadata more) {
    trailers = trailers.merge(more);
    return this;
  }

  private synchronized Metadata trailers() {
    return trailers;
  }

  /* A binding's builder has checked the types: the pipe's two ends agree on them. */

  @SuppressWarnings("unchecked")
  private Q typed(Message message) {
    return (Q) message;
  }

  @SuppressWarnings("unchecked")
  private ReadStream<Q> typed(ReadStream<Message> messages) {
    return (ReadStream<Q>) (ReadStream<?>) messages;
  }

  @SuppressWarnings("unchecked")
  private WriteStream<S> typed(WriteStream<Message> messages) {
    return (WriteStream<S>) (WriteStream<?>) messages;
  }
}
