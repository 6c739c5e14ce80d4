package io.vertebra.rpc;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/**
 * Turns what a handler writes into what a transport reads, with back pressure.
 *
 * <p>The writer may be used from any thread, one at a time. A queue of {@value #CAPACITY} messages
 * or {@value #CAPACITY_BYTES} bytes counts as full, until half of that is read; a writer that goes
 * on regardless fails the pipe with RESOURCE_EXHAUSTED at {@value #LIMIT} messages or {@value
 * #LIMIT_BYTES} bytes. A write's future completes at once while there is room, else when there is
 * room again.
 *
 * <p>{@code writer().end()} only promises that nothing more is written: the owner of the pipe ends
 * it by {@link #end}, because a call ends when its function's future does.
 *
 * @param <T> the messages
 */
public final class MessagePipe<T> {

  /** Messages that wait before {@code writeQueueFull} says so. */
  static final int CAPACITY = 16;

  /** Bytes that wait before {@code writeQueueFull} says so. */
  static final int CAPACITY_BYTES = 64 << 10;

  /** Messages that may wait at all. */
  static final int LIMIT = 1024;

  /** Bytes that may wait at all; a message that is alone may have more. */
  static final int LIMIT_BYTES = 1 << 20;

  private final ContextInternal writerContext;
  private final ContextInternal readerContext;
  private final CallReadStream<T> reader;
  private final Writer writer = new Writer();
  private final ToIntFunction<? super T> size;
  private final CallCompression compression;
  private final Runnable onFirstWrite;
  private Handler<RpcException> onOverflow = overflow -> {};

  /** What other threads have sent to the reader's, and has not arrived. */
  private final AtomicInteger underWay = new AtomicInteger();

  /* Guarded by this. */
  private int waiting;
  private long waitingBytes;
  private boolean full;
  private boolean written;
  private boolean ended;
  private RpcException failure;
  private Promise<Void> room;

  /**
   * An empty pipe.
   *
   * @param writerContext where drain and exception handlers run
   * @param readerContext where messages are read
   * @param size a message's bytes
   * @param compression told of each message when it is written, and just before it is read
   * @param onFirstWrite runs on the writing thread before the first message goes in
   */
  public MessagePipe(
      ContextInternal writerContext,
      ContextInternal readerContext,
      ToIntFunction<? super T> size,
      CallCompression compression,
      Runnable onFirstWrite) {
    this.writerContext = writerContext;
    this.readerContext = readerContext;
    this.size = size;
    this.compression = compression;
    this.onFirstWrite = onFirstWrite;
    this.reader = new CallReadStream<>(readerContext, this::taken);
  }

  /** What happens, on the reader's context, when the writer does not wait for a slow reader. */
  public MessagePipe<T> onOverflow(Handler<RpcException> newOnOverflow) {
    onOverflow = newOnOverflow;
    return this;
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
    handOver(null, ignored -> reader.end());
  }

  /** Ends the pipe with a failure that its reader sees after the last message. */
  public void fail(RpcException cause) {
    if (close(cause)) {
      handOver(cause, reader::fail);
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
    Future<Void> room = take(size.applyAsInt(message));
    if (!room.failed()) {
      compression.noteWritten();
      handOver(message, reader::push);
    }
    return room;
  }

  /**
   * Passes to the reader what was written, in the order of writing: on the reader's own thread it
   * would overtake what other threads have sent there and is still under way.
   */
  private <E> void handOver(E event, Handler<E> take) {
    if (readerContext.inThread() && underWay.get() == 0) {
      readerContext.emit(event, take);
      return;
    }
    underWay.incrementAndGet();
    readerContext
        .nettyEventLoop()
        .execute(
            () -> {
              readerContext.emit(event, take);
              underWay.decrementAndGet();
            });
  }

  /** Counts a message in, and gives when there is room for the next. */
  private Future<Void> take(int bytes) {
    RpcException overflow;
    synchronized (this) {
      if (failure != null) {
        return Future.failedFuture(failure);
      }
      waiting++;
      waitingBytes += bytes;
      full = full || waiting >= CAPACITY || waitingBytes >= CAPACITY_BYTES;
      if (!full) {
        return Future.succeededFuture();
      }
      if (waiting <= LIMIT && (waitingBytes <= LIMIT_BYTES || waiting == 1)) {
        room = room == null ? writerContext.promise() : room;
        return room.future();
      }
      overflow = overflow();
    }
    abort(overflow);
    readerContext.emit(overflow, onOverflow);
    return Future.failedFuture(overflow);
  }

  private RpcException overflow() {
    return RpcException.of(
        RpcCode.RESOURCE_EXHAUSTED,
        "messages waiting for a slow reader: %d of %d bytes (expected: at most %d, of %d; respect writeQueueFull)"
            .formatted(waiting, waitingBytes, LIMIT, LIMIT_BYTES));
  }

  private RuntimeException refusal(T message) {
    return message == null
        ? new NullPointerException("message")
        : new IllegalStateException("message written after the end of the stream");
  }

  private void taken(T message) {
    compression.noteTaken();
    Promise<Void> waiter;
    synchronized (this) {
      waiting--;
      waitingBytes -= size.applyAsInt(message);
      if (!full || waiting > CAPACITY / 2 || waitingBytes > CAPACITY_BYTES / 2) {
        return;
      }
      full = false;
      waiter = room;
      room = null;
    }
    if (waiter != null) {
      waiter.complete();
    }
    writerContext.emit(null, writer::drained);
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
      synchronized (MessagePipe.this) {
        return full;
      }
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
