package io.vertebra.payment.quote;

import io.vertebra.payment.Contract;
import io.vertebra.payment.quote.v1.Quote;
import io.vertebra.payment.quote.v1.WatchRequest;
import io.vertebra.payment.quote.v1.WatchResponse;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.TimeSource;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Passes the market's quotes to one client, as fast as it reads and asked for.
 *
 * <p>Keeps no quotes: what waits for a slow client is, for each pair, whatever the market quotes
 * when the client is ready. Lives on the context of its call; the market may call it from any
 * thread, and a call whose event loop is behind has one notice waiting at most.
 */
final class Watcher implements Market.Listener {

  /** How far the client is with one pair. */
  private static final class Line {
    private final String pair;
    private long sentSequence;
    private long notBeforeNanos;

    private Line(String pair, long nowNanos) {
      this.pair = pair;
      this.notBeforeNanos = nowNanos;
    }
  }

  private final Market market;
  private final TimeSource time;
  private final Context context;
  private final WriteStream<WatchResponse> client;
  private final List<Line> lines;
  private final long minIntervalNanos;
  private final Promise<Void> ended = Promise.promise();
  private final AtomicBoolean noticed = new AtomicBoolean();
  private long remaining;
  private int turn;
  private TimeSource.Scheduled timer;

  /**
   * @param request checked
   * @param pairs those it asks for, one or more
   * @param context of the call
   */
  Watcher(
      Market market,
      TimeSource time,
      Context context,
      WriteStream<WatchResponse> client,
      WatchRequest request,
      List<String> pairs) {
    this.market = market;
    this.time = time;
    this.context = context;
    this.client = client;
    long nowNanos = time.nanos();
    this.lines = pairs.stream().map(pair -> new Line(pair, nowNanos)).toList();
    this.minIntervalNanos = request.getMinIntervalMs() * 1_000_000L;
    this.remaining =
        request.hasMaxQuotes() ? Integer.toUnsignedLong(request.getMaxQuotes()) : Long.MAX_VALUE;
  }

  /**
   * Sends the present quotes, then goes on with each tick.
   *
   * @return completes when the client has what it wanted or {@link #stop} is called; fails as
   *     {@link Market#listen} does, and with UNAVAILABLE when the market is about to close
   */
  Future<Void> start() {
    try {
      market.listen(this);
    } catch (RpcException refused) {
      return Future.failedFuture(refused);
    }
    client.drainHandler(drained -> flush());
    flush();
    return ended.future();
  }

  /** Leaves the market. */
  void stop() {
    market.leave(this);
    if (timer != null) {
      timer.cancel();
    }
    ended.tryComplete();
  }

  @Override
  public void ticked() {
    if (noticed.compareAndSet(false, true)) {
      context.runOnContext(
          ignored -> {
            noticed.set(false);
            flush();
          });
    }
  }

  @Override
  public void drained() {
    context.runOnContext(
        ignored -> {
          ended.tryFail(Refusals.stopping());
          stop();
        });
  }

  private void flush() {
    long nowNanos = time.nanos();
    long waitNanos = 0;
    while (waitNanos == 0 && isWanted() && !client.writeQueueFull()) {
      waitNanos = sendNext(nowNanos);
    }
    if (waitNanos > 0 && waitNanos < Long.MAX_VALUE) {
      flushIn(waitNanos);
    }
  }

  private boolean isWanted() {
    return remaining > 0 && !ended.future().isComplete();
  }

  /**
   * Sends a quote of the next pair, in turn, whose time has come.
   *
   * @return 0 when one was sent, else nanoseconds to wait; Long.MAX_VALUE until the market moves
   */
  private long sendNext(long nowNanos) {
    long waitNanos = Long.MAX_VALUE;
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(turn);
      turn = (turn + 1) % lines.size();
      Quote quote = market.quote(line.pair).orElseThrow();
      if (quote.getSequence() == line.sentSequence) {
        continue;
      }
      long early = line.notBeforeNanos - nowNanos;
      if (early <= 0) {
        send(line, quote, nowNanos);
        return 0;
      }
      waitNanos = Math.min(waitNanos, early);
    }
    return waitNanos;
  }

  private void send(Line line, Quote quote, long nowNanos) {
    long skipped = line.sentSequence == 0 ? 0 : quote.getSequence() - line.sentSequence - 1;
    line.sentSequence = quote.getSequence();
    line.notBeforeNanos = nowNanos + minIntervalNanos;
    remaining--; // before the write, in which the client may ask for more
    client
        .write(
            WatchResponse.newBuilder()
                .setVersion(Contract.VERSION)
                .setQuote(quote)
                .setSkipped(skipped)
                .build())
        .onFailure(gone -> stop());
    if (remaining == 0) {
      stop();
    }
  }

  private void flushIn(long waitNanos) {
    if (timer != null) {
      timer.cancel();
    }
    timer = time.schedule(waitNanos, this::flush);
  }
}
