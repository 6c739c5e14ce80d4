package io.vertebra.rpc.wire;

import com.google.protobuf.Message;
import io.vertebra.rpc.CallCompression;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcReadStream;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.MessageSizeOverflowException;
import java.util.function.Supplier;

/** Reads messages through vertx-grpc's own framing. */
final class VertxGrpcReader extends MessageReader {

  private final GrpcReadStream<Buffer> in;
  private final Message prototype;
  private final int maxBytes;
  private final CallCompression compression;

  VertxGrpcReader(
      GrpcReadStream<Buffer> in,
      Message prototype,
      int maxBytes,
      CallCompression compression,
      Supplier<RpcException> statusAtEnd) {
    super(statusAtEnd);
    this.in = in;
    this.prototype = prototype;
    this.maxBytes = maxBytes;
    this.compression = compression;
    in.pause();
    in.messageHandler(this::received);
    in.invalidMessageHandler(this::invalid);
    in.endHandler(ended -> bytesEnded());
  }

  private void received(GrpcMessage frame) {
    if (isClosed()) {
      return;
    }
    Message message;
    try {
      message = MessageCodec.decode(frame.payload(), frame.encoding(), prototype, maxBytes);
    } catch (RpcException malformed) {
      fail(malformed);
      return;
    }
    compression.receive(!frame.encoding().equals(MessageCodec.IDENTITY));
    deliver(message);
  }

  private void invalid(InvalidMessageException cause) {
    fail(
        cause instanceof MessageSizeOverflowException overflow
            ? CallLimits.tooLarge(overflow.messageSize(), maxBytes)
            : RpcException.of(RpcCode.INTERNAL, "the bytes received are no gRPC message")
                .withCause(cause));
  }

  @Override
  public VertxGrpcReader pause() {
    in.pause();
    return this;
  }

  @Override
  public VertxGrpcReader fetch(long amount) {
    in.fetch(amount);
    return this;
  }
}
