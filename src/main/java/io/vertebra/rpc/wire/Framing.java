package io.vertebra.rpc.wire;

import com.google.protobuf.Message;
import io.vertebra.rpc.CallCompression;
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
        CallCompression compression,
        Supplier<RpcException> statusAtEnd) {
      return new VertxGrpcReader(in, prototype, maxBytes, compression, statusAtEnd);
    }

    @Override
    public MessageWriter streamWriter(
        GrpcWriteStream<Buffer> out,
        WriteStream<Buffer> body,
        ContextInternal context,
        int maxBytes,
        CallCompression compression) {
      return oneWriter(out, maxBytes, compression);
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
        CallCompression compression,
        Supplier<RpcException> statusAtEnd) {
      return new DirectReader(in, body, encoding, prototype, maxBytes, compression, statusAtEnd);
    }

    @Override
    public MessageWriter streamWriter(
        GrpcWriteStream<Buffer> out,
        WriteStream<Buffer> body,
        ContextInternal context,
        int maxBytes,
        CallCompression compression) {
      return new DirectWriter(body, context, maxBytes, compression);
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
   * @param compression told of each message whether it was compressed
   * @param statusAtEnd what the end of the bytes means: a failure, or null for a good end
   */
  public abstract MessageReader reader(
      GrpcReadStream<Buffer> in,
      ReadStream<Buffer> body,
      String encoding,
      Message prototype,
      int maxBytes,
      CallCompression compression,
      Supplier<RpcException> statusAtEnd);

  /**
   * A writer of a stream of messages whose headers have been sent.
   *
   * @param maxBytes the limit on a message's size before compression
   * @param compression asked for each message
   */
  public abstract MessageWriter streamWriter(
      GrpcWriteStream<Buffer> out,
      WriteStream<Buffer> body,
      ContextInternal context,
      int maxBytes,
      CallCompression compression);

  /** A writer of one message, which sends the headers along. */
  public MessageWriter oneWriter(
      GrpcWriteStream<Buffer> out, int maxBytes, CallCompression compression) {
    return new VertxGrpcWriter(out, maxBytes, compression);
  }

  /**
   * Writes the header that says how messages are compressed, when they are.
   *
   * @param out whose headers have not been sent
   * @return what its writer is to go by from now on
   */
  public static CallCompression announce(CallCompression compression, GrpcWriteStream<Buffer> out) {
    if (!compression.isSending()) {
      return CallCompression.none();
    }
    out.encoding(MessageCodec.GZIP);
    return compression;
  }
}
