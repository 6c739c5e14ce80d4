package io.vertebra.rpc.wire;

import com.google.protobuf.Message;
import io.vertebra.rpc.RpcException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcReadStream;
import io.vertx.grpc.common.GrpcWriteStream;
import java.util.function.Supplier;

/**
 * Who turns the bytes of a body into messages and back. Both do the same; {@link #VERTX_GRPC} is
 * there to check {@link #DIRECT} against.
 */
public enum Framing {
  /** vertx-grpc, for all that it does. */
  VERTX_GRPC {
    @Override
    public MessageReader reader(
        GrpcReadStream<Buffer> in,
        ReadStream<Buffer> body,
        String encoding,
        Message prototype,
        int maxBytes,
        Supplier<RpcException> statusAtEnd) {
      return new VertxGrpcReader(in, prototype, maxBytes, statusAtEnd);
    }

    @Override
    public MessageWriter streamWriter(
        GrpcWriteStream<Buffer> out, WriteStream<Buffer> body, ContextInternal context) {
      return new VertxGrpcWriter(out);
    }
  },
  /** Ours for message bytes: no copies while reading, batches while writing. */
  DIRECT {
    @Override
    public MessageReader reader(
        GrpcReadStream<Buffer> in,
        ReadStream<Buffer> body,
        String encoding,
        Message prototype,
        int maxBytes,
        Supplier<RpcException> statusAtEnd) {
      return new DirectReader(in, body, encoding, prototype, maxBytes, statusAtEnd);
    }

    @Override
    public MessageWriter streamWriter(
        GrpcWriteStream<Buffer> out, WriteStream<Buffer> body, ContextInternal context) {
      return new DirectWriter(body, context);
    }
  };

  /**
   * A reader of one side's messages, paused.
   *
   * @param in vertx-grpc's side of the call
   * @param body the HTTP body under it
   * @param encoding the {@code grpc-encoding} of the direction; null for none
   * @param prototype the type of the messages
   * @param maxBytes the limit on a message's decompressed size
   * @param statusAtEnd what the end of the bytes means: a failure, or null for a good end
   */
  public abstract MessageReader reader(
      GrpcReadStream<Buffer> in,
      ReadStream<Buffer> body,
      String encoding,
      Message prototype,
      int maxBytes,
      Supplier<RpcException> statusAtEnd);

  /** A writer of a stream of messages whose headers have been sent. */
  public abstract MessageWriter streamWriter(
      GrpcWriteStream<Buffer> out, WriteStream<Buffer> body, ContextInternal context);

  /** A writer of one message, which sends the headers along. */
  public MessageWriter oneWriter(GrpcWriteStream<Buffer> out) {
    return new VertxGrpcWriter(out);
  }
}
