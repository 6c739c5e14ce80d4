package io.vertebra.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * Cuts a body into gRPC's length-prefixed messages, one per {@link #next}.
 *
 * <p>A message that lies in one chunk is handed out in place; one that spans several is put
 * together as its bytes arrive, so that a claimed length alone buys no memory. Not safe for use
 * from several threads. Bounded by the limit and by the chunks it was given.
 */
final class FrameDecoder {

  private static final int HEADER_BYTES = 5;
  private static final int FIRST_PARTIAL_BYTES = 16 << 10;

  private final int maxBytes;
  private final Queue<ByteBuf> chunks = new ArrayDeque<>(2);

  /** The header of the present message: how much of it was read, its flag, and its length. */
  private int headerRead;

  private int flag;
  private long length;

  /** What was put together of a message that spans chunks; null when none does. */
  private byte[] partial;

  private int partialBytes;

  FrameDecoder(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  void add(ByteBuf chunk) {
    if (chunk.isReadable()) {
      chunks.add(chunk);
    }
  }

  /**
   * The next whole message.
   *
   * @return its bytes, valid until the next call; null when more chunks are needed
   * @throws RpcException RESOURCE_EXHAUSTED for a length above the limit, INTERNAL for a flag that
   *     gRPC does not define; the decoder is of no use afterwards
   */
  ByteBuffer next() {
    if (!readHeader()) {
      return null;
    }
    ByteBuffer payload = partial == null ? whole() : null;
    return payload != null ? payload : gathered();
  }

  /** Whether the message that {@link #next} gave last is compressed. */
  boolean isCompressed() {
    return flag == 1;
  }

  /** Whether all bytes given make whole messages. */
  boolean isAtBoundary() {
    return headerRead == 0 && chunks.isEmpty();
  }

  private boolean readHeader() {
    while (headerRead < HEADER_BYTES) {
      ByteBuf chunk = chunks.peek();
      if (chunk == null) {
        return false;
      }
      if (headerRead == 0 && chunk.readableBytes() > HEADER_BYTES) {
        flag = chunk.readUnsignedByte();
        length = chunk.readUnsignedInt();
        headerRead = HEADER_BYTES;
      } else {
        readHeaderByte(chunk);
      }
      if (headerRead == HEADER_BYTES) {
        checkHeader();
      }
    }
    return true;
  }

  private void readHeaderByte(ByteBuf chunk) {
    int value = chunk.readUnsignedByte();
    if (headerRead == 0) {
      flag = value;
      length = 0;
    } else {
      length = length << 8 | value;
    }
    headerRead++;
    dropIfRead(chunk);
  }

  private void checkHeader() {
    if (flag > 1) {
      throw RpcException.of(
          RpcCode.INTERNAL, "message flag: " + flag + " (expected: 0, or 1 when compressed)");
    }
    if (length > maxBytes) {
      throw CallLimits.tooLarge(length, maxBytes);
    }
  }

  private ByteBuffer whole() {
    int bytes = (int) length;
    if (bytes == 0) {
      headerRead = 0;
      return ByteBuffer.allocate(0);
    }
    ByteBuf chunk = chunks.peek();
    if (chunk == null || chunk.readableBytes() < bytes) {
      return null;
    }
    ByteBuffer payload = chunk.nioBuffer(chunk.readerIndex(), bytes);
    chunk.skipBytes(bytes);
    dropIfRead(chunk);
    headerRead = 0;
    return payload;
  }

  private ByteBuffer gathered() {
    int bytes = (int) length;
    if (partial == null) {
      partial = new byte[Math.min(bytes, FIRST_PARTIAL_BYTES)];
      partialBytes = 0;
    }
    while (partialBytes < bytes) {
      ByteBuf chunk = chunks.peek();
      if (chunk == null) {
        return null;
      }
      int taken = Math.min(chunk.readableBytes(), bytes - partialBytes);
      ensure(partialBytes + taken, bytes);
      chunk.readBytes(partial, partialBytes, taken);
      partialBytes += taken;
      dropIfRead(chunk);
    }
    ByteBuffer payload = ByteBuffer.wrap(partial, 0, bytes);
    partial = null;
    headerRead = 0;
    return payload;
  }

  private void ensure(int needed, int bytes) {
    if (needed > partial.length) {
      long doubled = Math.max(needed, partial.length * 2L);
      partial = Arrays.copyOf(partial, (int) Math.min(bytes, doubled));
    }
  }

  private void dropIfRead(ByteBuf chunk) {
    if (!chunk.isReadable()) {
      chunks.remove();
    }
  }
}
