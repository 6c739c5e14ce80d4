package io.vertebra.rpc.wire;

import com.google.protobuf.Message;
import io.vertebra.rpc.CallCompression;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcReadStream;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * Reads messages from the body itself, which it takes over from vertx-grpc: that copies the rest of
 * a chunk once per message.
 *
 * <p>Decodes as far as there is demand, one message at a time; what the present chunk still holds
 * waits undecoded. The end of the body still comes by vertx-grpc, which has work of its own then.
 */
final class DirectReader extends MessageReader {

  private final ContextInternal context;
  private final ReadStream<Buffer> body;
  private final String encoding;
  private final Message prototype;
  private final int maxBytes;
  private final CallCompression compression;
  private final FrameDecoder frames;
  private long demand;
  private boolean flowing;
  private boolean draining;
  private boolean bodyEnded;
  private boolean lost;

  /**
   * A reader, paused.
   *
   * @param body whose handler is replaced
   * @param encoding the {@code grpc-encoding} of the direction; null for none
   */
  DirectReader(
      GrpcReadStream<Buffer> in,
      ReadStream<Buffer> body,
      String encoding,
      Message prototype,
      int maxBytes,
      CallCompression compression,
      Supplier<RpcException> statusAtEnd) {
    super(statusAtEnd);
    this.context = ContextInternal.current();
    this.body = body;
    this.encoding = encoding;
    this.prototype = prototype;
    this.maxBytes = maxBytes;
    this.compression = compression;
    this.frames = new FrameDecoder(maxBytes);
    body.pause();
    body.handler(this::received);
    in.endHandler(ended -> bodyEnded());
  }

  private void received(Buffer chunk) {
    if (isClosed()) {
      return;
    }
    frames.add(((BufferInternal) chunk).getByteBuf());
    drain();
  }

  private void bodyEnded() {
    bodyEnded = true;
    drain();
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      boolean more = true;
      while (more && demand > 0 && !isClosed()) {
        more = deliverNext();
      }
    } finally {
      draining = false;
    }
    settle();
  }

  private boolean deliverNext() {
    Message message;
    try {
      ByteBuffer payload = frames.next();
      if (payload == null) {
        return false;
      }
      message = MessageCodec.decode(payload, encodingOfMessage(), prototype, maxBytes);
    } catch (RpcException malformed) {
      fail(malformed);
      return false;
    }
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    compression.receive(frames.isCompressed());
    deliver(message);
    return true;
  }

  private String encodingOfMessage() {
    if (!frames.isCompressed()) {
      return MessageCodec.IDENTITY;
    }
    if (encoding == null) {
      throw RpcException.of(
          RpcCode.INTERNAL, "a compressed message without grpc-encoding (expected: one of both)");
    }
    return encoding;
  }

  /** Asks for more of the body while there is demand, and ends after the last message. */
  private void settle() {
    if (isClosed()) {
      flow(true);
    } else if (!bodyEnded) {
      flow(demand > 0);
    } else if (frames.isAtBoundary()) {
      bytesEnded();
    } else if (demand > 0) {
      fail(RpcException.of(RpcCode.INTERNAL, "the body ends within a message"));
    }
  }

  /**
   * A body that nobody reads any more flows, to be dropped: its bytes must not hold the window. So
   * does one that was lost, of which nothing more than Vert.x holds can come.
   */
  private void flow(boolean needed) {
    boolean wanted = needed || lost;
    if (wanted == flowing || bodyEnded || isReset()) {
      return;
    }
    flowing = wanted;
    if (wanted) {
      body.resume();
    } else {
      body.pause();
    }
  }

  /** Whether a client has reset its request: Vert.x throws when one is paused or resumed then. */
  private boolean isReset() {
    return body instanceof HttpServerRequest request && request.isEnded();
  }

  /**
   * Vert.x tells of a lost connection, and of a reset, ahead of what it still holds of the body,
   * which may be all of it: a server that stops closes right after its last answer, and resets a
   * call whose requests it does not need any more.
   */
  @Override
  public void lose(RpcException cause) {
    lost = true;
    flow(true);
    context.runOnContext(
        drained -> {
          if (!bodyEnded) {
            fail(cause);
          }
        });
  }

  @Override
  public DirectReader pause() {
    demand = 0;
    flow(false);
    return this;
  }

  @Override
  public DirectReader fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    drain();
    return this;
  }
}
