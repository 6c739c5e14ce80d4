package io.vertebra.rpc;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The messages of one direction of a call: one message, or a flow-controlled stream of them.
 *
 * <p>Immutable. A stream can be read once, on the call's Vert.x context, and ends exactly once. It
 * fails with {@link RpcException} only, after the messages that came before.
 */
public final class MessageStream {

  private final Future<Message> one;
  private final ReadStream<Message> stream;
  private final boolean replayable;

  private MessageStream(Future<Message> one, ReadStream<Message> stream, boolean replayable) {
    this.one = one;
    this.stream = stream;
    this.replayable = replayable;
  }

  /** One message that is at hand. */
  public static MessageStream of(Message message) {
    Objects.requireNonNull(message, "message");
    return new MessageStream(Future.succeededFuture(message), null, true);
  }

  /** One message that is still to come. */
  public static MessageStream of(Future<Message> message) {
    return new MessageStream(Objects.requireNonNull(message, "message"), null, false);
  }

  /** A stream of messages. */
  public static MessageStream of(ReadStream<Message> stream) {
    return new MessageStream(null, Objects.requireNonNull(stream, "stream"), false);
  }

  /** Whether this is a stream; else it is one message. */
  public boolean isStream() {
    return stream != null;
  }

  /** Whether it can be sent again, as one message at hand can. */
  public boolean isReplayable() {
    return replayable;
  }

  /**
   * The one message.
   *
   * @return fails with INTERNAL when this is a stream
   */
  public Future<Message> one() {
    return one != null
        ? one
        : Future.failedFuture(
            RpcException.of(RpcCode.INTERNAL, "a stream of messages (expected: one message)"));
  }

  /**
   * The stream.
   *
   * @throws IllegalStateException when this is one message
   */
  public ReadStream<Message> stream() {
    if (stream == null) {
      throw new IllegalStateException("one message (expected: a stream of messages)");
    }
    return stream;
  }

  /**
   * These messages, each replaced by another of the same type.
   *
   * @param change pure; what it throws fails the stream
   */
  public MessageStream map(UnaryOperator<Message> change) {
    return new MessageStream(
        one == null ? null : one.map(change::apply),
        stream == null
            ? null
            : new MappedReadStream<>(stream, change, UnaryOperator.identity(), () -> {}),
        replayable);
  }

  /** These messages, their failure replaced by another. */
  public MessageStream mapFailure(UnaryOperator<RpcException> change) {
    return new MessageStream(
        one == null ? null : one.recover(cause -> Future.failedFuture(changed(cause, change))),
        stream == null
            ? null
            : new MappedReadStream<>(stream, UnaryOperator.identity(), change, () -> {}),
        replayable);
  }

  /**
   * These messages, looked at as they pass.
   *
   * @param each called for each message; what it throws fails these messages
   * @param atEnd called after the last; what it throws fails them too
   */
  public MessageStream checked(Consumer<Message> each, Runnable atEnd) {
    if (one != null && one.succeeded()) {
      try {
        each.accept(one.result());
        atEnd.run();
        return this;
      } catch (RuntimeException refused) {
        return of(Future.failedFuture(refused));
      }
    }
    UnaryOperator<Message> same =
        message -> {
          each.accept(message);
          return message;
        };
    return new MessageStream(
        one == null ? null : one.map(same).map(last -> checkedEnd(last, atEnd)),
        stream == null
            ? null
            : new MappedReadStream<>(stream, same, UnaryOperator.identity(), atEnd),
        replayable);
  }

  private static Message checkedEnd(Message last, Runnable atEnd) {
    atEnd.run();
    return last;
  }

  static RpcException changed(Throwable cause, UnaryOperator<RpcException> change) {
    return change.apply(RpcException.from(cause));
  }
}
