package io.vertebra.rpc.wire;

import com.google.protobuf.Message;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcReadStream;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.MessageSizeOverflowException;
import java.util.function.Supplier;

/**
 * Reads messages through vertx-grpc's own framing: the seam that other framing can take the place
 * of.
 *
 * <p>Ends or fails exactly once, and fails with {@link RpcException} only.
 */
public final class VertxGrpcReader implements ReadStream<Message> {

  private final GrpcReadStream<Buffer> in;
  private final Message prototype;
  private final int maxBytes;
  private final Supplier<RpcException> statusAtEnd;
  private Handler<Message> handler;
  private Handler<Void> endHandler;
  private Handler<Throwable> exceptionHandler;
  private boolean closed;

  /**
   * A reader of one side of a vertx-grpc call, which it pauses.
   *
   * @param prototype the type of the messages
   * @param maxBytes the limit on a message's decompressed size
   * @param statusAtEnd what the end of the bytes means: a failure, or null for a good end
   */
  public VertxGrpcReader(
      GrpcReadStream<Buffer> in,
      Message prototype,
      int maxBytes,
      Supplier<RpcException> statusAtEnd) {
    this.in = in;
    this.prototype = prototype;
    this.maxBytes = maxBytes;
    this.statusAtEnd = statusAtEnd;
    in.pause();
    in.messageHandler(this::received);
    in.invalidMessageHandler(this::invalid);
    in.endHandler(ended -> ended());
    in.exceptionHandler(
        cause -> fail(RpcException.connectionLost("the connection of the call was lost", cause)));
  }

  /**
   * The only message of a direction that does not stream, once the direction has ended.
   *
   * @param method named in the failure INTERNAL that no message, or several, give
   */
  public Future<Message> one(String method) {
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
  public void fail(RpcException cause) {
    if (!closed) {
      closed = true;
      if (exceptionHandler != null) {
        exceptionHandler.handle(cause);
      }
    }
  }

  private void received(GrpcMessage frame) {
    if (closed) {
      return;
    }
    Message message;
    try {
      message = MessageCodec.decode(frame.payload(), frame.encoding(), prototype, maxBytes);
    } catch (RpcException malformed) {
      fail(malformed);
      return;
    }
    if (handler != null) {
      handler.handle(message);
    }
  }

  private void invalid(InvalidMessageException cause) {
    fail(
        cause instanceof MessageSizeOverflowException overflow
            ? MessageCodec.tooLarge(overflow.messageSize(), maxBytes)
            : RpcException.of(RpcCode.INTERNAL, "the bytes received are no gRPC message")
                .withCause(cause));
  }

  private void ended() {
    RpcException failure = statusAtEnd.get();
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
  public VertxGrpcReader handler(Handler<Message> newHandler) {
    handler = newHandler;
    return this;
  }

  @Override
  public VertxGrpcReader endHandler(Handler<Void> newEndHandler) {
    endHandler = newEndHandler;
    return this;
  }

  @Override
  public VertxGrpcReader exceptionHandler(Handler<Throwable> newExceptionHandler) {
    exceptionHandler = newExceptionHandler;
    return this;
  }

  @Override
  public VertxGrpcReader pause() {
    in.pause();
    return this;
  }

  @Override
  public VertxGrpcReader resume() {
    in.resume();
    return this;
  }

  @Override
  public VertxGrpcReader fetch(long amount) {
    in.fetch(amount);
    return this;
  }
}
