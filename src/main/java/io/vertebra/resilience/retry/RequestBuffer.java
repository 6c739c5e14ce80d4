package io.vertebra.resilience.retry;

import com.google.protobuf.Message;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The streamed requests of a call, kept so that each of its attempts can send them from the first.
 *
 * <p>Every attempt reads at its own pace; the source is read at that of the quickest, and is never
 * stopped for the sake of what is kept: when that is more than a limit, no other attempt can be
 * made. Lives on the call's context.
 */
final class RequestBuffer {

  private final ReadStream<Message> source;
  private final long maxBytes;
  private final Runnable whenFull;
  private final List<Reader> readers = new ArrayList<>(2);

  /** What was read, from the message numbered {@link #first} on. */
  private final List<Message> kept = new ArrayList<>();

  private long first;
  private long end;
  private long bytes;
  private long asked;
  private boolean started;
  private boolean committed;
  private boolean ended;
  private Throwable failure;

  /**
   * A buffer of a stream that nobody has read from.
   *
   * @param whenFull told with each message beyond {@code maxBytes}, until {@link #commit}
   */
  RequestBuffer(ReadStream<Message> source, long maxBytes, Runnable whenFull) {
    this.source = source;
    this.maxBytes = maxBytes;
    this.whenFull = whenFull;
    source.pause();
  }

  /** The requests for one more attempt, from the first. */
  Reader open() {
    Reader reader = new Reader();
    readers.add(reader);
    return reader;
  }

  /** The requests of an attempt, or none of any: no other attempt follows, and nothing is kept. */
  void commit(Reader only) {
    committed = true;
    List.copyOf(readers).stream().filter(reader -> reader != only).forEach(Reader::close);
    forget();
  }

  private void start() {
    started = true;
    source.exceptionHandler(
        cause -> {
          failure = cause;
          end();
        });
    source.endHandler(done -> end());
    source.handler(this::take);
  }

  private void end() {
    ended = true;
    List.copyOf(readers).forEach(Reader::deliver);
  }

  private void take(Message message) {
    asked = asked == Long.MAX_VALUE ? asked : Math.max(0, asked - 1);
    kept.add(message);
    end++;
    if (!committed) {
      bytes += message.getSerializedSize();
      if (bytes > maxBytes) {
        whenFull.run();
      }
    }
    List.copyOf(readers).forEach(Reader::deliver);
    forget();
  }

  /** Drops what no reader will read again. */
  private void forget() {
    if (committed && readers.stream().allMatch(Reader::isAtEnd)) {
      kept.clear();
      first = end;
    }
  }

  /** Reads on as far as the quickest reader wants. */
  private void ask() {
    long wanted = 0;
    for (Reader reader : readers) {
      wanted = reader.isAtEnd() ? Math.max(wanted, reader.demand) : wanted;
    }
    if (wanted == 0) {
      if (asked > 0) {
        asked = 0;
        source.pause();
      }
    } else if (wanted > asked && !ended) {
      long more = wanted == Long.MAX_VALUE ? Long.MAX_VALUE : wanted - asked;
      asked = wanted;
      source.fetch(more);
    }
  }

  /** The requests as one attempt reads them. */
  final class Reader implements ReadStream<Message> {

    private long next = first;
    private long demand = Long.MAX_VALUE;
    private boolean delivering;
    private boolean told;
    private boolean closed;
    private Handler<Message> handler;
    private Handler<Void> endHandler;
    private Handler<Throwable> exceptionHandler;

    private Reader() {}

    /** Its attempt is over. */
    void close() {
      closed = true;
      readers.remove(this);
      ask();
    }

    private void deliver() {
      if (delivering || closed || handler == null) {
        return;
      }
      delivering = true;
      try {
        while (demand > 0 && !isAtEnd() && !closed && handler != null) {
          demand = demand == Long.MAX_VALUE ? demand : demand - 1;
          Message message = kept.get((int) (next - first));
          next++;
          handler.handle(message);
        }
      } finally {
        delivering = false;
      }
      forget();
      if (isAtEnd() && ended && !closed && !told) {
        told = true;
        tell();
      } else if (!closed) {
        ask();
      }
    }

    private boolean isAtEnd() {
      return next == end;
    }

    private void tell() {
      if (failure != null && exceptionHandler != null) {
        exceptionHandler.handle(failure);
      } else if (failure == null && endHandler != null) {
        endHandler.handle(null);
      }
    }

    @Override
    public Reader handler(Handler<Message> newHandler) {
      handler = newHandler;
      if (newHandler != null) {
        if (!started) {
          start();
        }
        deliver();
      }
      return this;
    }

    @Override
    public Reader endHandler(Handler<Void> newHandler) {
      endHandler = newHandler;
      return this;
    }

    @Override
    public Reader exceptionHandler(Handler<Throwable> newHandler) {
      exceptionHandler = newHandler;
      return this;
    }

    @Override
    public Reader pause() {
      demand = 0;
      if (started && !closed) {
        ask();
      }
      return this;
    }

    @Override
    public Reader resume() {
      return fetch(Long.MAX_VALUE);
    }

    @Override
    public Reader fetch(long amount) {
      demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
      deliver();
      return this;
    }
  }
}
