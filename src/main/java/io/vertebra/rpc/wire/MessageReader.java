package io.vertebra.rpc.wire;

import com.google.protobuf.Message;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;

/**
 * Where the messages of one direction of a call come in: the seam that framing sits behind.
 *
 * <p>Lives on the call's context. Ends or fails exactly once, and fails with {@link RpcException}
 * only.
 */
public abstract class MessageReader implements ReadStream<Message> {

  private final Supplier<RpcException> statusAtEnd;
  private Handler<Message> handler;
  private Handler<Void> endHandler;
  private Handler<Throwable> exceptionHandler;
  private boolean closed;

  /**
   * A reader.
   *
   * @param statusAtEnd what the end of the bytes means: a failure, or null for a good end
   */
  MessageReader(Supplier<RpcException> statusAtEnd) {
    this.statusAtEnd = statusAtEnd;
  }

  /**
   * The only message of a direction that does not stream, once the direction has ended.
   *
   * @param method named in the failure INTERNAL that no message, or several, give
   */
  public final Future<Message> one(String method) {
    Promise<Message> promise = Promise.promise();
    Message[] only = new Message[1];
    exceptionHandler(promise::tryFail);
    endHandler(
        ended -> {
          if (only[0] != null) {
            promise.tryComplete(only[0]);
          } else {
            promise.tryFail(cardinality(method, "none"));
          }
        });
    handler(
        message -> {
          if (only[0] == null) {
            only[0] = message;
          } else {
            fail(cardinality(method, "several"));
          }
        });
    resume();
    return promise.future();
  }

  private static RpcException cardinality(String method, String count) {
    return RpcException.of(RpcCode.INTERNAL, method + ": " + count + " (expected: one message)");
  }

  /** Ends the stream with a failure, unless it has ended. */
  public final void fail(RpcException cause) {
    if (!closed) {
      closed = true;
      if (exceptionHandler != null) {
        exceptionHandler.handle(cause);
      }
    }
  }

  /** Ends the stream because it was lost, after what had come whole before that. */
  public void lose(RpcException cause) {
    fail(cause);
  }

  /** Whether the stream has ended or failed. */
  final boolean isClosed() {
    return closed;
  }

  /** Hands a message over. */
  final void deliver(Message message) {
    if (handler != null) {
      handler.handle(message);
    }
  }

  /** Tells that the bytes have ended. */
  final void bytesEnded() {
    RpcException failure = closed ? null : statusAtEnd.get();
    if (failure != null) {
      fail(failure);
    } else if (!closed) {
      closed = true;
      if (endHandler != null) {
        endHandler.handle(null);
      }
    }
  }

  @Override
  public final MessageReader handler(Handler<Message> newHandler) {
    handler = newHandler;
    return this;
  }

  @Override
  public final MessageReader endHandler(Handler<Void> newEndHandler) {
    endHandler = newEndHandler;
    return this;
  }

  @Override
  public final MessageReader exceptionHandler(Handler<Throwable> newExceptionHandler) {
    exceptionHandler = newExceptionHandler;
    return this;
  }

  @Override
  public abstract MessageReader pause();

  @Override
  public final MessageReader resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public abstract MessageReader fetch(long amount);
}
