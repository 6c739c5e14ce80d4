package io.vertebra.payment.quote;

import io.vertebra.payment.Contract;
import io.vertebra.payment.quote.v1.Quote;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.TimeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes a quote of every pair at every tick, and tells those who watch.
 *
 * <p>{@link #start}, {@link #stop} and the ticks belong to one Vert.x context; the rest is safe for
 * use from any thread. A tick that comes late is not made up for: the next one follows at its own
 * time.
 */
final class Market {

  /** Called on the market's own context: it must be quick. */
  interface Listener {

    /** There are new quotes. */
    void ticked();

    /** There will be no more. */
    void drained();
  }

  private final QuoteConfig config;
  private final TimeSource time;
  private final Map<CurrencyPair, PriceWalk> walks = new LinkedHashMap<>();
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet(); // config.maxWatchers()
  private long sequence;
  private long nextTickNanos;
  private TimeSource.Scheduled timer;

  /** The present quotes by pair; replaced as a whole. */
  private volatile Map<String, Quote> quotes = Map.of();

  private volatile boolean draining;

  /** A market with its first quotes, in which nothing moves yet. */
  Market(QuoteConfig config, TimeSource time) {
    this.config = config;
    this.time = time;
    CurrencyPair.ALL.forEach(
        pair -> walks.put(pair, new PriceWalk(pair, config.seed(), config.volatilityPpm())));
    makeQuotes();
  }

  /** Tells all listeners to go, and takes no more. */
  void drain() {
    draining = true;
    new ArrayList<>(listeners).forEach(Listener::drained);
  }

  /** Begins to tick, on the present context. */
  void start() {
    nextTickNanos = time.nanos() + config.tickInterval().toNanos();
    timer = time.schedule(config.tickInterval().toNanos(), this::tick);
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** The names of all pairs. */
  List<String> pairs() {
    return List.copyOf(quotes.keySet());
  }

  /** The present quote of a pair; empty when it is not quoted here. */
  Optional<Quote> quote(String pair) {
    return Optional.ofNullable(quotes.get(pair));
  }

  /**
   * Tells a listener of every tick from now on.
   *
   * @throws RpcException RESOURCE_EXHAUSTED when there are as many as may be, UNAVAILABLE when the
   *     market is about to close
   */
  void listen(Listener listener) {
    listeners.add(listener);
    boolean tooMany = listeners.size() > config.maxWatchers();
    if (tooMany || draining) {
      listeners.remove(listener);
      throw tooMany ? Refusals.tooManyWatchers() : Refusals.stopping();
    }
  }

  /** Forgets a listener. */
  void leave(Listener listener) {
    listeners.remove(listener);
  }

  /** How many listen. */
  int listening() {
    return listeners.size();
  }

  private void tick() {
    walks.values().forEach(PriceWalk::step);
    makeQuotes();
    new ArrayList<>(listeners).forEach(Listener::ticked);
    long nowNanos = time.nanos();
    long intervalNanos = config.tickInterval().toNanos();
    long missed = Math.max(0, (nowNanos - nextTickNanos) / intervalNanos);
    nextTickNanos += (missed + 1) * intervalNanos;
    timer = time.schedule(nextTickNanos - nowNanos, this::tick);
  }

  private void makeQuotes() {
    sequence++;
    long nowMillis = time.now().toEpochMilli();
    Map<String, Quote> made = new LinkedHashMap<>();
    walks.forEach((pair, walk) -> made.put(pair.name(), quote(pair, walk.price(), nowMillis)));
    quotes = Collections.unmodifiableMap(made);
  }

  private Quote quote(CurrencyPair pair, long price, long nowMillis) {
    long bid = price - pair.spread() / 2;
    return Quote.newBuilder()
        .setVersion(Contract.VERSION)
        .setPair(pair.name())
        .setBid(bid)
        .setAsk(bid + pair.spread())
        .setScale(pair.scale())
        .setSequence(sequence)
        .setQuoteTime(Contract.timestamp(nowMillis))
        .build();
  }
}
