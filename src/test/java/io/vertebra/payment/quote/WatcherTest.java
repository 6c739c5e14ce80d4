package io.vertebra.payment.quote;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.config.ConfigNode;
import io.vertebra.payment.quote.v1.WatchRequest;
import io.vertebra.payment.quote.v1.WatchResponse;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.ManualTimeSource;
import io.vertebra.time.TimeSource;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.WriteStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Watchers on a clock moved by hand, and a client that reads when it is told to. */
class WatcherTest {

  private static final Duration TICK = Duration.ofMillis(100);

  private final ManualTimeSource time = new ManualTimeSource();
  private final Market market = market("");
  private final Client client = new Client();

  private Market market(String yaml) {
    return new Market(config(yaml), time);
  }

  private static QuoteConfig config(String yaml) {
    return ConfigNode.parse("test", yaml).bind(QuoteConfig.class);
  }

  private static WatchRequest.Builder request() {
    return WatchRequest.newBuilder().setVersion(1);
  }

  private Watcher watcher(WatchRequest.Builder request, String... pairs) {
    return watcher(market, request, pairs);
  }

  private Watcher watcher(Market from, WatchRequest.Builder request, String... pairs) {
    return new Watcher(from, time, sameThread(), client, request.build(), List.of(pairs));
  }

  @Test
  void theFirstQuoteComesAtOnceThenOneAtEachTick() {
    market.start();
    watcher(request(), "EUR/USD").start();
    assertThat(client.sequences()).containsExactly(1L);

    time.advance(TICK.multipliedBy(3));

    assertThat(client.sequences()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(client.skipped()).containsOnly(0L);
  }

  @Test
  void aClientThatDoesNotReadGetsTheLatestOfEachPairAndHowManyItMissed() {
    market.start();
    watcher(request(), "EUR/USD", "USD/JPY").start();
    client.stopReading();
    time.advance(TICK.multipliedBy(50));
    assertThat(client.received).hasSize(2);

    client.received.clear();
    client.read(Long.MAX_VALUE);

    assertThat(client.received)
        .extracting(response -> response.getQuote().getPair())
        .containsExactly("EUR/USD", "USD/JPY");
    assertThat(client.sequences()).containsExactly(51L, 51L);
    assertThat(client.skipped()).containsExactly(49L, 49L);
    assertThat(client.received.get(0).getQuote()).isEqualTo(market.quote("EUR/USD").orElseThrow());
  }

  @Test
  void aClientThatTakesOneAtATimeIsServedEachPairInTurn() {
    market.start();
    watcher(request(), "EUR/USD", "USD/JPY", "GBP/USD").start();
    client.received.clear();
    client.stopReading();
    for (int i = 0; i < 6; i++) {
      time.advance(TICK);
      client.read(1);
    }
    assertThat(client.received)
        .extracting(response -> response.getQuote().getPair())
        .containsExactly("EUR/USD", "USD/JPY", "GBP/USD", "EUR/USD", "USD/JPY", "GBP/USD");
    assertThat(client.sequences()).containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(client.skipped()).containsExactly(0L, 1L, 2L, 2L, 2L, 2L);
  }

  @Test
  void keepsThePaceTheClientAskedFor() {
    market.start();
    watcher(request().setMinIntervalMs(240), "EUR/USD").start();

    time.advance(Duration.ofMillis(1100));

    // At 0, 240, 480, 720 and 960 ms, when the market's last tick was at 0, 200, 400, 700, 900.
    assertThat(client.sequences()).containsExactly(1L, 3L, 5L, 8L, 10L);
    assertThat(client.skipped()).containsExactly(0L, 1L, 1L, 2L, 1L);
  }

  @Test
  void endsAfterAsManyQuotesAsWereAskedFor() {
    market.start();
    Future<Void> ended = watcher(request().setMaxQuotes(3), "EUR/USD", "USD/JPY").start();
    assertThat(ended.isComplete()).isFalse();

    time.advance(TICK.multipliedBy(5));

    assertThat(client.received).hasSize(3);
    assertThat(ended.succeeded()).isTrue();
    assertThat(market.listening()).isZero();
    assertThat(time.scheduled()).as("only the market's next tick").isEqualTo(1);
  }

  @Test
  void oneThatIsStoppedLeavesNothingBehind() {
    market.start();
    Watcher watcher = watcher(request().setMinIntervalMs(60_000), "EUR/USD");
    watcher.start();
    time.advance(TICK);
    assertThat(time.scheduled()).isEqualTo(2);

    watcher.stop();

    assertThat(market.listening()).isZero();
    assertThat(time.scheduled()).isEqualTo(1);
    market.stop();
    assertThat(time.scheduled()).isZero();
  }

  @Test
  void aCallThatIsGoneIsLeft() {
    market.start();
    Future<Void> ended = watcher(request(), "EUR/USD").start();
    client.gone = true;

    time.advance(TICK);

    assertThat(market.listening()).isZero();
    assertThat(ended.isComplete()).isTrue();
  }

  @Test
  void aMarketThatClosesEndsItsWatchersAndTakesNoMore() {
    market.start();
    Future<Void> ended = watcher(request(), "EUR/USD").start();

    market.drain();

    assertThat(((RpcException) ended.cause()).code()).isEqualTo(RpcCode.UNAVAILABLE);
    assertThat(market.listening()).isZero();
    Future<Void> late = watcher(request(), "EUR/USD").start();
    assertThat(((RpcException) late.cause()).code()).isEqualTo(RpcCode.UNAVAILABLE);
  }

  @Test
  void refusesMoreWatchersThanConfigured() {
    Market small = market("maxWatchers: 1");
    Watcher first = watcher(small, request(), "EUR/USD");
    first.start();

    Future<Void> second = watcher(small, request(), "EUR/USD").start();

    assertThat(second.cause()).isInstanceOf(RpcException.class);
    assertThat(((RpcException) second.cause()).code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
    first.stop();
    assertThat(watcher(small, request(), "EUR/USD").start().failed()).isFalse();
  }

  @Test
  void ticksThatWereMissedAreNotMadeUpFor() {
    AtomicLong lagNanos = new AtomicLong();
    Market late = new Market(config(""), lagging(lagNanos));
    late.start();
    lagNanos.set(Duration.ofMillis(350).toNanos());

    time.advance(TICK); // it is 450 ms by the market's clock
    assertThat(late.quote("EUR/USD").orElseThrow().getSequence()).isEqualTo(2);
    time.advance(Duration.ofMillis(49));
    assertThat(late.quote("EUR/USD").orElseThrow().getSequence()).isEqualTo(2);
    time.advance(Duration.ofMillis(1));
    assertThat(late.quote("EUR/USD").orElseThrow().getSequence()).isEqualTo(3);
  }

  /** The clock of a machine that was busy with something else. */
  private TimeSource lagging(AtomicLong lagNanos) {
    return new TimeSource() {
      @Override
      public long nanos() {
        return time.nanos() + lagNanos.get();
      }

      @Override
      public Instant now() {
        return time.now();
      }

      @Override
      public Scheduled schedule(long delayNanos, Runnable task) {
        return time.schedule(delayNanos, task);
      }
    };
  }

  /** A context whose tasks run on the caller's thread. */
  @SuppressWarnings("unchecked")
  private static Context sameThread() {
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("runOnContext")) {
                ((Handler<Void>) arguments[0]).handle(null);
                return null;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  /** Reads everything, nothing, or one message. */
  private static final class Client implements WriteStream<WatchResponse> {

    private final List<WatchResponse> received = new ArrayList<>();
    private Handler<Void> drainHandler;
    private long appetite = Long.MAX_VALUE;
    private boolean gone;

    List<Long> sequences() {
      return received.stream().map(response -> response.getQuote().getSequence()).toList();
    }

    List<Long> skipped() {
      return received.stream().map(WatchResponse::getSkipped).toList();
    }

    void stopReading() {
      appetite = 0;
    }

    void read(long messages) {
      appetite = messages;
      drainHandler.handle(null);
    }

    @Override
    public Future<Void> write(WatchResponse response) {
      if (gone) {
        return Future.failedFuture(RpcException.of(RpcCode.CANCELLED, "gone"));
      }
      appetite--;
      received.add(response);
      return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
      return appetite == 0;
    }

    @Override
    public Future<Void> end() {
      return Future.succeededFuture();
    }

    @Override
    public Client setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public Client drainHandler(Handler<Void> handler) {
      drainHandler = handler;
      return this;
    }

    @Override
    public Client exceptionHandler(Handler<Throwable> handler) {
      return this;
    }
  }
}
