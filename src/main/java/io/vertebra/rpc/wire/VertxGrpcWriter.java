package io.vertebra.rpc.wire;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcWriteStream;

/** Sends messages through vertx-grpc's own framing. */
final class VertxGrpcWriter implements MessageWriter {

  private final GrpcWriteStream<Buffer> out;

  VertxGrpcWriter(GrpcWriteStream<Buffer> out) {
    this.out = out;
  }

  @Override
  public Future<Void> write(Message message) {
    try {
      return out.writeMessage(
          GrpcMessage.message(MessageCodec.IDENTITY, MessageCodec.encode(message)));
    } catch (IllegalStateException streamIsGone) {
      return Future.failedFuture(streamIsGone);
    }
  }

  @Override
  public boolean writeQueueFull() {
    return out.writeQueueFull();
  }

  @Override
  public void drainHandler(Handler<Void> handler) {
    out.drainHandler(handler);
  }
}
