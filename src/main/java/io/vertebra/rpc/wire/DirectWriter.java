package io.vertebra.rpc.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertebra.rpc.CallCompression;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Sends messages in batches, past vertx-grpc, which writes each one by itself.
 *
 * <p>A batch goes out when it holds 16 KiB, and at the end of the event loop's turn. Lives on the
 * call's context, and begins after the headers were sent.
 */
final class DirectWriter implements MessageWriter {

  private static final int BATCH_BYTES = 16 << 10;
  private static final int FIRST_BATCH_BYTES = 512;

  /** Bytes that may wait for the connection; Vert.x counts buffers, whatever their size. */
  private static final int HIGH_WATER_BYTES = 64 << 10;

  private static final int LOW_WATER_BYTES = HIGH_WATER_BYTES / 2;
  private static final int HEADER_BYTES = 5;

  private final WriteStream<Buffer> body;
  private final ContextInternal context;
  private final int maxBytes;
  private final CallCompression compression;
  private ByteBuf batch;
  private int lastBatchBytes = FIRST_BATCH_BYTES;
  private boolean flushScheduled;
  private Future<Void> lastWrite = Future.succeededFuture();
  private long waitingBytes;
  private boolean full;
  private Handler<Void> drainHandler;

  DirectWriter(
      WriteStream<Buffer> body,
      ContextInternal context,
      int maxBytes,
      CallCompression compression) {
    this.body = body;
    this.context = context;
    this.maxBytes = maxBytes;
    this.compression = compression;
  }

  @Override
  public Future<Void> write(Message message) {
    int size = message.getSerializedSize();
    try {
      CallLimits.checkSent(size, maxBytes);
    } catch (RpcException tooLarge) {
      return Future.failedFuture(tooLarge);
    }
    if (compression.isSending()) {
      appendCompressed(MessageCodec.gzip(message));
    } else {
      append(message, size);
    }
    if (batch.readableBytes() >= BATCH_BYTES) {
      flush();
    } else if (!flushScheduled) {
      flushScheduled = true;
      context.nettyEventLoop().execute(this::flushAtEndOfTurn);
    }
    return lastWrite.failed() ? lastWrite : Future.succeededFuture();
  }

  /** Makes room in the batch, or a new one, and writes what comes ahead of a message. */
  private void begin(int flag, int size) {
    int framed = HEADER_BYTES + size;
    if (batch != null && batch.readableBytes() + framed > BATCH_BYTES) {
      flush();
    }
    if (batch == null) {
      // Unpooled and on the heap: Vert.x does not release what it is handed.
      batch = Unpooled.buffer(Math.max(framed, lastBatchBytes));
    }
    batch.ensureWritable(framed);
    batch.writeByte(flag);
    batch.writeInt(size);
  }

  private void appendCompressed(byte[] bytes) {
    begin(1, bytes.length);
    batch.writeBytes(bytes);
  }

  private void append(Message message, int size) {
    begin(0, size);
    int at = batch.writerIndex();
    CodedOutputStream out =
        CodedOutputStream.newInstance(batch.array(), batch.arrayOffset() + at, size);
    try {
      message.writeTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    batch.writerIndex(at + size);
  }

  private void flushAtEndOfTurn() {
    flushScheduled = false;
    flush();
  }

  @Override
  public void flush() {
    ByteBuf ready = batch;
    if (ready == null) {
      return;
    }
    batch = null;
    int bytes = ready.readableBytes();
    lastBatchBytes = Math.min(BATCH_BYTES, Math.max(FIRST_BATCH_BYTES, bytes));
    try {
      waitingBytes += bytes;
      lastWrite = body.write(BufferInternal.buffer(ready)).onComplete(done -> written(bytes));
    } catch (IllegalStateException streamIsGone) {
      waitingBytes -= bytes;
      lastWrite = Future.failedFuture(streamIsGone);
    }
  }

  private void written(int bytes) {
    waitingBytes -= bytes;
    drainIfRoom();
  }

  private void drainIfRoom() {
    if (full && waitingBytes <= LOW_WATER_BYTES && (lastWrite.failed() || !isBodyFull())) {
      full = false;
      if (drainHandler != null) {
        drainHandler.handle(null);
      }
    }
  }

  @Override
  public boolean writeQueueFull() {
    full = full || waitingBytes >= HIGH_WATER_BYTES || isBodyFull();
    return full;
  }

  /** A body that has ended refuses to say; its writer is to go on then, and to learn it. */
  private boolean isBodyFull() {
    try {
      return body.writeQueueFull();
    } catch (IllegalStateException streamIsGone) {
      return false;
    }
  }

  @Override
  public void drainHandler(Handler<Void> handler) {
    drainHandler = handler;
    body.drainHandler(drained -> drainIfRoom());
  }
}
