package io.vertebra.resilience.breaker;

import com.google.protobuf.Message;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;

/** Messages that a test sends, whether they are asked for or not. */
final class SentStream implements ReadStream<Message> {

  private Handler<Message> handler;

  void send(Message message) {
    handler.handle(message);
  }

  @Override
  public ReadStream<Message> handler(Handler<Message> newHandler) {
    handler = newHandler;
    return this;
  }

  @Override
  public ReadStream<Message> exceptionHandler(Handler<Throwable> ignored) {
    return this;
  }

  @Override
  public ReadStream<Message> endHandler(Handler<Void> ignored) {
    return this;
  }

  @Override
  public ReadStream<Message> pause() {
    return this;
  }

  @Override
  public ReadStream<Message> resume() {
    return this;
  }

  @Override
  public ReadStream<Message> fetch(long amount) {
    return this;
  }
}
