package io.vertebra.rpc;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns what a handler writes into what a transport reads, with back pressure.
 *
 * <p>The writer may be used from any thread, one at a time. A queue of {@value #CAPACITY} messages
 * counts as full; a writer that goes on regardless fails the pipe with RESOURCE_EXHAUSTED at
 * {@value #LIMIT}. A write's future completes at once while there is room, else when there is room
 * again.
 *
 * <p>{@code writer().end()} only promises that nothing more is written: the owner of the pipe ends
 * it by {@link #end}, because a call ends when its function's future does.
 *
 * @param <T> the messages
 */
public final class MessagePipe<T> {

  /** Messages that wait before {@code writeQueueFull} says so. */
  static final int CAPACITY = 16;

  /** Messages that may wait at all. */
  static final int LIMIT = 1024;

  private final ContextInternal writerContext;
  private final ContextInternal readerContext;
  private final CallReadStream<T> reader;
  private final Writer writer = new Writer();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Runnable onFirstWrite;
  private final CallCompression compression;

  /* Guarded by this. */
  private boolean written;
  private boolean ended;
  private RpcException failure;
  private Promise<Void> room;

  /**
   * An empty pipe.
   *
   * @param writerContext where drain and exception handlers run
   * @param readerContext where messages are read
   * @param onFirstWrite runs on the writing thread before the first message goes in
   */
  public MessagePipe(
      ContextInternal writerContext, ContextInternal readerContext, Runnable onFirstWrite) {
    this(writerContext, readerContext, onFirstWrite, CallCompression.none());
  }

  /**
   * An empty pipe of messages that may be compressed.
   *
   * @param compression told of each message when it is written, and just before it is read
   */
  public MessagePipe(
      ContextInternal writerContext,
      ContextInternal readerContext,
      Runnable onFirstWrite,
      CallCompression compression) {
    this.compression = compression;
    this.writerContext = writerContext;
    this.readerContext = readerContext;
    this.onFirstWrite = onFirstWrite;
    this.reader = new CallReadStream<>(readerContext, this::taken);
  }

  /** The end messages come out of. */
  public CallReadStream<T> reader() {
    return reader;
  }

  /** The end messages go into. */
  public WriteStream<T> writer() {
    return writer;
  }

  /** Ends the pipe: its reader sees the end after the last message. */
  public void end() {
    synchronized (this) {
      ended = true;
    }
    readerContext.emit(null, ignored -> reader.end());
  }

  /** Ends the pipe with a failure that its reader sees after the last message. */
  public void fail(RpcException cause) {
    if (close(cause)) {
      readerContext.emit(cause, reader::fail);
    }
  }

  /** Ends the pipe with a failure that both ends see now. */
  public void abort(RpcException cause) {
    if (close(cause)) {
      reader.abort(cause);
    }
  }

  private boolean close(RpcException cause) {
    Promise<Void> waiter;
    synchronized (this) {
      if (failure != null) {
        return false;
      }
      failure = cause;
      waiter = room;
      room = null;
    }
    if (waiter != null) {
      waiter.fail(cause);
    }
    writerContext.emit(cause, writer::failed);
    return true;
  }

  private Future<Void> write(T message) {
    boolean first;
    synchronized (this) {
      if (failure != null) {
        return Future.failedFuture(failure);
      }
      if (ended || message == null) {
        return Future.failedFuture(refusal(message));
      }
      first = !written;
      written = true;
    }
    if (first) {
      onFirstWrite.run();
    }
    int count = waiting.incrementAndGet();
    if (count > LIMIT) {
      RpcException overflow =
          RpcException.of(
              RpcCode.RESOURCE_EXHAUSTED,
              "messages waiting for a slow reader: "
                  + count
                  + " (expected: at most "
                  + LIMIT
                  + "; respect writeQueueFull)");
      abort(overflow);
      return Future.failedFuture(overflow);
    }
    compression.noteWritten();
    readerContext.emit(message, reader::push);
    return waiting.get() < CAPACITY ? Future.succeededFuture() : whenRoom();
  }

  private RuntimeException refusal(T message) {
    return message == null
        ? new NullPointerException("message")
        : new IllegalStateException("message written after the end of the stream");
  }

  private Future<Void> whenRoom() {
    synchronized (this) {
      if (failure != null) {
        return Future.failedFuture(failure);
      }
      if (waiting.get() < CAPACITY) {
        return Future.succeededFuture();
      }
      if (room == null) {
        room = writerContext.promise();
      }
      return room.future();
    }
  }

  private void taken() {
    compression.noteTaken();
    if (waiting.decrementAndGet() == CAPACITY / 2) {
      Promise<Void> waiter;
      synchronized (this) {
        waiter = room;
        room = null;
      }
      if (waiter != null) {
        waiter.complete();
      }
      writerContext.emit(null, writer::drained);
    }
  }

  private final class Writer implements WriteStream<T> {

    private volatile Handler<Void> drainHandler;
    private volatile Handler<Throwable> exceptionHandler;

    @Override
    public Future<Void> write(T message) {
      return MessagePipe.this.write(message);
    }

    @Override
    public Future<Void> end() {
      synchronized (MessagePipe.this) {
        ended = true;
        return failure == null ? Future.succeededFuture() : Future.failedFuture(failure);
      }
    }

    @Override
    public boolean writeQueueFull() {
      return waiting.get() >= CAPACITY;
    }

    @Override
    public WriteStream<T> setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public WriteStream<T> drainHandler(Handler<Void> handler) {
      drainHandler = handler;
      return this;
    }

    @Override
    public WriteStream<T> exceptionHandler(Handler<Throwable> handler) {
      exceptionHandler = handler;
      return this;
    }

    private void drained(Void ignored) {
      Handler<Void> handler = drainHandler;
      if (handler != null) {
        handler.handle(null);
      }
    }

    private void failed(RpcException cause) {
      Handler<Throwable> handler = exceptionHandler;
      if (handler != null) {
        handler.handle(cause);
      }
    }
  }
}
