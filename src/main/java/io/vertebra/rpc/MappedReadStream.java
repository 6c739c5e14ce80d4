package io.vertebra.rpc;

import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.function.UnaryOperator;

/** A read stream whose messages and failure are replaced one by one, demand passed through. */
final class MappedReadStream<T> implements ReadStream<T> {

  private final ReadStream<T> source;
  private final UnaryOperator<T> message;
  private final UnaryOperator<RpcException> failure;
  private Handler<Throwable> exceptionHandler;
  private boolean failed;

  MappedReadStream(
      ReadStream<T> source, UnaryOperator<T> message, UnaryOperator<RpcException> failure) {
    this.source = source;
    this.message = message;
    this.failure = failure;
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
      failed = true;
      source.pause();
      if (exceptionHandler != null) {
        exceptionHandler.handle(RpcException.from(thrown));
      }
      return;
    }
    handler.handle(mapped);
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
    source.endHandler(handler);
    return this;
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
