package io.vertebra.resilience.breaker;

import com.google.protobuf.Message;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.Iterator;
import java.util.List;

/**
 * Messages that are at hand, as a stream at its reader's pace.
 *
 * <p>Used on one Vert.x context only; delivers there, never before the present task is over.
 */
final class ListStream implements ReadStream<Message> {

  private final Context context;
  private final Iterator<? extends Message> left;
  private long demand = Long.MAX_VALUE;
  private boolean due;
  private boolean ended;
  private Handler<Message> handler;
  private Handler<Void> endHandler;

  ListStream(Context context, List<? extends Message> messages) {
    this.context = context;
    this.left = messages.iterator();
  }

  @Override
  public ListStream handler(Handler<Message> newHandler) {
    handler = newHandler;
    deliverSoon();
    return this;
  }

  @Override
  public ListStream endHandler(Handler<Void> newEndHandler) {
    endHandler = newEndHandler;
    return this;
  }

  /** It never fails. */
  @Override
  public ListStream exceptionHandler(Handler<Throwable> newExceptionHandler) {
    return this;
  }

  @Override
  public ListStream pause() {
    demand = 0;
    return this;
  }

  @Override
  public ListStream resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ListStream fetch(long amount) {
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    deliverSoon();
    return this;
  }

  private void deliverSoon() {
    if (!due) {
      due = true;
      context.runOnContext(ignored -> deliver());
    }
  }

  private void deliver() {
    due = false;
    while (handler != null && demand > 0 && left.hasNext()) {
      demand -= demand == Long.MAX_VALUE ? 0 : 1;
      handler.handle(left.next());
    }
    if (handler != null && demand > 0 && !left.hasNext() && !ended) {
      ended = true;
      if (endHandler != null) {
        endHandler.handle(null);
      }
    }
  }
}
