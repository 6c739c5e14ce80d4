package io.vertebra.rpc.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * One message as bytes, without the frame around them.
 *
 * <p>A limit counts decompressed bytes, so that a small message that unpacks into a huge one is
 * refused before memory is spent on it.
 */
final class MessageCodec {

  /** The encoding of a message that is not compressed. */
  static final String IDENTITY = "identity";

  /** The only compression. */
  static final String GZIP = "gzip";

  private MessageCodec() {}

  /** The bytes of a message, compressed with gzip. */
  static byte[] gzip(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      message.writeTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** As {@link #decode(ByteBuffer, String, Message, int)}, of a Vert.x buffer. */
  static Message decode(Buffer payload, String encoding, Message prototype, int maxBytes) {
    ByteBuffer bytes = ((BufferInternal) payload).getByteBuf().nioBuffer();
    return decode(bytes, encoding, prototype, maxBytes);
  }

  /**
   * Reads a message.
   *
   * @param payload its bytes as they came
   * @param encoding {@link #IDENTITY} or {@link #GZIP}
   * @param prototype the type to read
   * @param maxBytes the limit on the decompressed size
   * @throws RpcException RESOURCE_EXHAUSTED above the limit, INTERNAL for bytes that are no such
   *     message, UNIMPLEMENTED for another encoding
   */
  static Message decode(ByteBuffer payload, String encoding, Message prototype, int maxBytes) {
    try {
      if (encoding.equals(IDENTITY)) {
        checkSize(payload.remaining(), maxBytes);
        return prototype.getParserForType().parseFrom(payload);
      }
      if (encoding.equals(GZIP)) {
        return prototype.getParserForType().parseFrom(gunzip(payload, maxBytes));
      }
    } catch (InvalidProtocolBufferException malformed) {
      String type = prototype.getDescriptorForType().getFullName();
      throw RpcException.of(RpcCode.INTERNAL, "the bytes received are no valid " + type)
          .withCause(malformed);
    } catch (IOException malformed) {
      throw RpcException.of(RpcCode.INTERNAL, "the bytes received are no valid gzip")
          .withCause(malformed);
    }
    throw unsupported(encoding);
  }

  /** The failure of a message in an encoding that is not supported. */
  static RpcException unsupported(String encoding) {
    return RpcException.of(
        RpcCode.UNIMPLEMENTED, "grpc-encoding: " + encoding + " (expected: identity or gzip)");
  }

  private static void checkSize(long bytes, int maxBytes) {
    if (bytes > maxBytes) {
      throw CallLimits.tooLarge(bytes, maxBytes);
    }
  }

  private static byte[] gunzip(ByteBuffer payload, int maxBytes) throws IOException {
    byte[] compressed = new byte[payload.remaining()];
    payload.get(compressed);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      byte[] bytes = in.readNBytes(maxBytes == Integer.MAX_VALUE ? maxBytes : maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw RpcException.of(
            RpcCode.RESOURCE_EXHAUSTED,
            "message of more than "
                + maxBytes
                + " decompressed bytes received (expected: at most "
                + maxBytes
                + ")");
      }
      return bytes;
    }
  }
}
