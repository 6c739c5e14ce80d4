package io.vertebra.rpc;

import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.function.UnaryOperator;

/**
 * A read stream whose messages and failure are replaced one by one, and whose good end may become a
 * failure; demand is passed through.
 */
final class MappedReadStream<T> implements ReadStream<T> {

  private final ReadStream<T> source;
  private final UnaryOperator<T> message;
  private final UnaryOperator<RpcException> failure;
  private final Runnable atEnd;
  private Handler<Throwable> exceptionHandler;
  private boolean failed;

  MappedReadStream(
      ReadStream<T> source,
      UnaryOperator<T> message,
      UnaryOperator<RpcException> failure,
      Runnable atEnd) {
    this.source = source;
    this.message = message;
    this.failure = failure;
    this.atEnd = atEnd;
  }

  @Override
  public ReadStream<T> handler(Handler<T> handler) {
    source.handler(handler == null ? null : original -> map(original, handler));
    return this;
  }

  private void map(T original, Handler<T> handler) {
    if (failed) {
      return;
    }
    T mapped;
    try {
      mapped = message.apply(original);
    } catch (RuntimeException thrown) {
      source.pause();
      fail(thrown);
      return;
    }
    handler.handle(mapped);
  }

  private void fail(RuntimeException thrown) {
    failed = true;
    if (exceptionHandler != null) {
      exceptionHandler.handle(RpcException.from(thrown));
    }
  }

  @Override
  public ReadStream<T> exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
    source.exceptionHandler(
        handler == null ? null : cause -> handler.handle(MessageStream.changed(cause, failure)));
    return this;
  }

  @Override
  public ReadStream<T> endHandler(Handler<Void> handler) {
    source.endHandler(handler == null ? null : ended -> end(handler));
    return this;
  }

  private void end(Handler<Void> handler) {
    if (failed) {
      return;
    }
    try {
      atEnd.run();
    } catch (RuntimeException thrown) {
      fail(thrown);
      return;
    }
    handler.handle(null);
  }

  @Override
  public ReadStream<T> pause() {
    source.pause();
    return this;
  }

  @Override
  public ReadStream<T> resume() {
    source.resume();
    return this;
  }

  @Override
  public ReadStream<T> fetch(long amount) {
    source.fetch(amount);
    return this;
  }
}
