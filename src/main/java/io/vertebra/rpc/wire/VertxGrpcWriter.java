package io.vertebra.rpc.wire;

import com.google.protobuf.Message;
import io.vertebra.rpc.CallCompression;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcWriteStream;

/**
 * Sends messages through vertx-grpc's own framing, which compresses all messages of a call or none.
 */
final class VertxGrpcWriter implements MessageWriter {

  private final GrpcWriteStream<Buffer> out;

  private final int maxBytes;
  private final CallCompression compression;

  VertxGrpcWriter(GrpcWriteStream<Buffer> out, int maxBytes, CallCompression compression) {
    this.out = out;
    this.maxBytes = maxBytes;
    this.compression = compression;
  }

  @Override
  public Future<Void> write(Message message) {
    try {
      CallLimits.checkSent(message.getSerializedSize(), maxBytes);
      return out.writeMessage(encoded(message));
    } catch (RpcException | IllegalStateException refusedOrGone) {
      return Future.failedFuture(refusedOrGone);
    }
  }

  private GrpcMessage encoded(Message message) {
    return compression.isSending()
        ? GrpcMessage.message(MessageCodec.GZIP, Buffer.buffer(MessageCodec.gzip(message)))
        : GrpcMessage.message(MessageCodec.IDENTITY, Buffer.buffer(message.toByteArray()));
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
