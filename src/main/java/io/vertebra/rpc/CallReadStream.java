package io.vertebra.rpc;

import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.function.UnaryOperator;

/**
 * What a call reads from: messages on the call's own context, and exactly one end.
 *
 * <p>Nothing is delivered before a handler is set, so a stream can be handed over through a future
 * without losing its first messages. Demand is passed through to the source, and what comes without
 * demand is kept. A source on another event loop learns late that its reader has paused, so it is
 * asked for {@value #WINDOW} messages at a time and never for more. The producer's methods are for
 * the call's context; the consumer's may be called from any thread and take effect on that context.
 *
 * @param <T> the messages
 */
public final class CallReadStream<T> implements ReadStream<T> {

  /** Messages that may be on their way from another event loop, or have come and wait. */
  static final int WINDOW = 16;

  private final ContextInternal context;
  private final Queue<T> queue = new ArrayDeque<>(4);
  private final Handler<T> onTaken;
  private Handler<Throwable> onThrown;
  private Handler<Throwable> onClosed = cause -> {};
  private UnaryOperator<Throwable> toldAs = UnaryOperator.identity();
  private ReadStream<T> source;
  private ContextInternal sourceContext;
  private boolean crossesLoops;

  /** What a source on another event loop was asked for and has not sent yet. */
  private long underWay;

  private Handler<T> handler;
  private Handler<Void> endHandler;
  private Handler<Throwable> exceptionHandler;
  private long demand = Long.MAX_VALUE;
  private boolean started;
  private boolean begun;
  private boolean draining;
  private boolean closed;
  private boolean closeDelivered;
  private Throwable failure;

  CallReadStream(ContextInternal context, Handler<T> onTaken) {
    this.context = Objects.requireNonNull(context, "context");
    this.onTaken = onTaken;
    this.onThrown = context::reportException;
  }

  /**
   * The messages of another stream, delivered on a call's context.
   *
   * @param context where the reader lives
   * @param source paused at once; it is to end or fail once
   * @param sourceContext where the source lives; may be the same
   */
  public static <T> CallReadStream<T> over(
      ContextInternal context, ReadStream<T> source, ContextInternal sourceContext) {
    CallReadStream<T> stream = new CallReadStream<>(context, null);
    stream.source = source;
    stream.sourceContext = sourceContext;
    stream.crossesLoops = context.nettyEventLoop() != sourceContext.nettyEventLoop();
    source.pause();
    source.exceptionHandler(cause -> context.emit(cause, stream::fail));
    source.endHandler(ended -> context.emit(null, ignored -> stream.end()));
    source.handler(message -> context.emit(message, stream::push));
    return stream;
  }

  /** What happens when a reader's handler throws; by default its context is told. */
  public CallReadStream<T> onThrown(Handler<Throwable> newOnThrown) {
    this.onThrown = newOnThrown;
    return this;
  }

  /** What happens, before the reader learns of it, when the source ends (null) or fails. */
  public CallReadStream<T> onClosed(Handler<Throwable> newOnClosed) {
    this.onClosed = newOnClosed;
    return this;
  }

  /** What the reader is told of a failure of the source, asked when it fails. */
  public CallReadStream<T> toldAs(UnaryOperator<Throwable> newToldAs) {
    this.toldAs = newToldAs;
    return this;
  }

  void push(T message) {
    if (!closed) {
      underWay--;
      queue.add(message);
      drain();
    }
  }

  void end() {
    if (!closed) {
      closed = true;
      onClosed.handle(null);
      drain();
    }
  }

  /** Ends the stream with a failure once what has come before it is read. */
  void fail(Throwable cause) {
    if (!closed) {
      closed = true;
      failure = toldAs.apply(cause);
      onClosed.handle(cause);
      drain();
    }
  }

  /**
   * Ends the stream with a failure now, unless its source has ended it; what was not read yet is
   * dropped.
   */
  public void abort(Throwable cause) {
    onContext(
        () -> {
          if (!closed) {
            queue.clear();
            closed = true;
            failure = cause;
            pauseSource();
            drain();
          }
        });
  }

  @Override
  public CallReadStream<T> handler(Handler<T> newHandler) {
    return onContext(
        () -> {
          handler = newHandler;
          if (newHandler != null) {
            start();
          }
        });
  }

  @Override
  public CallReadStream<T> endHandler(Handler<Void> newEndHandler) {
    return onContext(
        () -> {
          endHandler = newEndHandler;
          drain();
        });
  }

  @Override
  public CallReadStream<T> exceptionHandler(Handler<Throwable> newExceptionHandler) {
    return onContext(
        () -> {
          exceptionHandler = newExceptionHandler;
          drain();
        });
  }

  @Override
  public CallReadStream<T> pause() {
    return onContext(
        () -> {
          demand = 0;
          if (begun && !crossesLoops) {
            pauseSource();
          }
        });
  }

  @Override
  public CallReadStream<T> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public CallReadStream<T> fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount: " + amount + " (expected: 0 or more)");
    }
    return onContext(
        () -> {
          demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
          if (begun) {
            fetchSource(amount);
            drain();
          } else {
            start();
          }
        });
  }

  private void start() {
    if (!started) {
      started = true;
      // After the present task, so that the other handlers can be set first.
      context.runOnContext(ignored -> begin());
    }
  }

  private void begin() {
    begun = true;
    if (demand > 0) {
      fetchSource(demand);
    }
    drain();
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (begun && demand > 0 && !queue.isEmpty()) {
        if (demand != Long.MAX_VALUE) {
          demand--;
        }
        deliver(queue.poll());
      }
    } finally {
      draining = false;
    }
    if (crossesLoops && begun && demand > 0 && !closed) {
      refill();
    }
    if (closed && !closeDelivered && queue.isEmpty()) {
      deliverClose();
    }
  }

  private void deliver(T message) {
    if (onTaken != null) {
      onTaken.handle(message);
    }
    if (handler == null) {
      return;
    }
    try {
      handler.handle(message);
    } catch (Throwable thrown) {
      onThrown.handle(thrown);
    }
  }

  private void deliverClose() {
    if (failure != null && exceptionHandler != null) {
      closeDelivered = true;
      call(exceptionHandler, failure);
    } else if (failure == null && begun && demand > 0 && endHandler != null) {
      closeDelivered = true;
      call(endHandler, null);
    }
  }

  private <E> void call(Handler<E> target, E event) {
    try {
      target.handle(event);
    } catch (Throwable thrown) {
      onThrown.handle(thrown);
    }
  }

  private void fetchSource(long amount) {
    if (source != null && !crossesLoops) {
      sourceContext.emit(amount, source::fetch);
    }
  }

  /** Asks for half a window at once when there is demand for it, to spare hops between loops. */
  private void refill() {
    long room = Math.min(demand, WINDOW) - underWay - queue.size();
    if (room >= WINDOW / 2 || room > 0 && underWay == 0) {
      underWay += room;
      sourceContext.emit(room, source::fetch);
    }
  }

  private void pauseSource() {
    if (source != null) {
      sourceContext.emit(null, ignored -> source.pause());
    }
  }

  private CallReadStream<T> onContext(Runnable change) {
    if (context.inThread()) {
      change.run();
    } else {
      context.emit(ignored -> change.run());
    }
    return this;
  }
}
