package io.vertebra.rpc.wire;

import com.google.protobuf.Message;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;

/** Where the messages of one direction of a call go out: the seam that framing sits behind. */
public interface MessageWriter {

  /** Sends a message; the headers first when they have not been sent. Never throws. */
  Future<Void> write(Message message);

  /** Sends what waits to be sent together with more. */
  default void flush() {}

  /** Whether the reader is behind: writing should wait for the drain handler. */
  boolean writeQueueFull();

  /** What runs when the reader has caught up. */
  void drainHandler(Handler<Void> handler);

  /**
   * Sends a whole stream, at the pace of its reader.
   *
   * @param messages not read yet
   * @param done completed after the last message was handed over; failed when the stream or a write
   *     fails; the stream is left paused then
   */
  default void writeAll(ReadStream<Message> messages, Completable<Void> done) {
    messages.exceptionHandler(done::fail);
    messages.endHandler(ended -> done.succeed());
    messages.handler(
        message -> {
          Future<Void> written = write(message);
          if (!written.succeeded()) {
            written.onFailure(
                cause -> {
                  messages.pause();
                  done.fail(cause);
                });
          }
          if (!written.failed() && writeQueueFull()) {
            messages.pause();
            drainHandler(drained -> messages.resume());
          }
        });
  }
}
