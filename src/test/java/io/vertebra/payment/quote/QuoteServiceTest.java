package io.vertebra.payment.quote;

import static io.vertebra.payment.NodeRig.all;
import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static io.vertebra.payment.NodeRig.next;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.payment.NodeRig;
import io.vertebra.payment.quote.v1.GetRequest;
import io.vertebra.payment.quote.v1.Quote;
import io.vertebra.payment.quote.v1.QuotesClient;
import io.vertebra.payment.quote.v1.WatchRequest;
import io.vertebra.payment.quote.v1.WatchResponse;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service as clients see it, over HTTP/2 and within the node. */
class QuoteServiceTest {

  @TempDir Path dir;

  private final QuoteModule module = new QuoteModule();

  private NodeRig node(String settings) {
    return new NodeRig(dir, "  quote: {" + settings + "}", module);
  }

  private static QuotesClient client(NodeRig node, boolean remote) {
    Channel channel = remote ? node.remote() : node.local();
    return new QuotesClient(channel);
  }

  private static WatchRequest.Builder request(String... pairs) {
    return WatchRequest.newBuilder().setVersion(1).addAllPairs(List.of(pairs));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void quotesWhatTheSeedDecides(boolean remote) {
    List<Long> bids;
    try (NodeRig node = node("seed: 42, tickInterval: 2ms")) {
      WatchRequest request = request("EUR/USD").setMaxQuotes(20).build();
      List<WatchResponse> responses = await(all(client(node, remote).watch(request)));
      assertThat(responses).hasSize(20);
      assertThat(responses.get(0).getSkipped()).isZero();
      for (WatchResponse response : responses) {
        PriceWalk walk = new PriceWalk(CurrencyPair.ALL.get(0), 42, 20);
        for (long i = 1; i < response.getQuote().getSequence(); i++) {
          walk.step();
        }
        Quote quote = response.getQuote();
        assertThat(quote.getBid()).isEqualTo(walk.price() - 3);
        assertThat(quote.getAsk()).isEqualTo(walk.price() + 3);
        assertThat(quote.getScale()).isEqualTo(5);
        assertThat(quote.getVersion()).isEqualTo(1);
      }
    }
  }

  @Test
  void getsOneQuote() {
    try (NodeRig node = node("")) {
      GetRequest request = GetRequest.newBuilder().setVersion(1).setPair("USD/JPY").build();
      Quote quote = await(client(node, true).get(request)).getQuote();
      assertThat(quote.getPair()).isEqualTo("USD/JPY");
      assertThat(quote.getScale()).isEqualTo(3);
      assertThat(quote.getAsk()).isGreaterThan(quote.getBid());
      assertThat(quote.getQuoteTime().getSeconds()).isPositive();
    }
  }

  @Test
  void watchesEveryPairWhenNoneIsNamedAndEachOnceWhenOneIsNamedTwice() {
    try (NodeRig node = node("tickInterval: 1m")) {
      int pairs = CurrencyPair.ALL.size();
      WatchRequest every = request().setMaxQuotes(pairs).build();
      assertThat(await(all(client(node, true).watch(every))))
          .extracting(response -> response.getQuote().getPair())
          .containsExactlyElementsOf(CurrencyPair.ALL.stream().map(CurrencyPair::name).toList());
      BlockingQueue<WatchResponse> seen = new LinkedBlockingQueue<>();
      CallHandle handle = new CallHandle();
      client(node, true)
          .watch(
              request("EUR/USD", "EUR/USD", "USD/JPY").build(),
              CallOptions.DEFAULT.withHandle(handle))
          .onSuccess(in -> in.handler(seen::add).exceptionHandler(cancelled -> {}));
      assertThat(next(seen).getQuote().getPair()).isEqualTo("EUR/USD");
      assertThat(next(seen).getQuote().getPair()).isEqualTo("USD/JPY");
      handle.cancel("enough");
    }
  }

  /**
   * The client stops reading while the market makes some thousands of quotes of each pair, which
   * fills what may be on its way; when it reads again it soon sees the latest.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatStopsReadingSeesTheLatestAndHowManyItMissed(boolean remote) {
    try (NodeRig node = node("tickInterval: 1ms")) {
      CallHandle handle = new CallHandle();
      BlockingQueue<WatchResponse> seen = new LinkedBlockingQueue<>();
      ReadStream<WatchResponse> in =
          await(
              client(node, remote)
                  .watch(request().build(), CallOptions.DEFAULT.withHandle(handle)));
      in.pause();
      in.exceptionHandler(cancelled -> {});
      in.handler(seen::add);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> module.market().quote("EUR/USD").orElseThrow().getSequence() > 3_000);
      long resumedAt = module.market().quote("EUR/USD").orElseThrow().getSequence();
      in.resume();
      assertSeesTheLatest(seen, resumedAt);
      handle.cancel("enough");
    }
  }

  private static void assertSeesTheLatest(BlockingQueue<WatchResponse> seen, long resumedAt) {
    long before = 0;
    long stale = 0;
    while (true) {
      WatchResponse response = next(seen);
      if (!response.getQuote().getPair().equals("EUR/USD")) {
        continue;
      }
      long sequence = response.getQuote().getSequence();
      if (before > 0) {
        assertThat(response.getSkipped()).isEqualTo(sequence - before - 1);
      }
      if (sequence >= resumedAt) {
        // All that came before was on its way when the client stopped.
        assertThat(response.getSkipped()).isGreaterThan(500);
        assertThat(stale).isLessThan(2_000);
        return;
      }
      before = sequence;
      stale++;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void watchersThatGoAwayAreDroppedAtOnce(boolean remote) {
    try (NodeRig node = node("tickInterval: 1m")) {
      CallHandle handle = new CallHandle();
      CallOptions cancelled = CallOptions.DEFAULT.withHandle(handle);
      CallOptions timed = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(300));
      await(client(node, remote).watch(request().build(), cancelled));
      RpcException failure = failureOf(all(client(node, remote).watch(request().build(), timed)));
      assertThat(failure.code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
      Awaitility.await().until(() -> module.market().listening() == 1);

      handle.cancel("enough");

      Awaitility.await().until(() -> module.market().listening() == 0);
    }
  }

  @Test
  void aConnectionThatBreaksTakesItsWatchersAlong() {
    try (NodeRig node = node("tickInterval: 1m")) {
      NodeRig.Outsider outsider = node.outsider();
      await(new QuotesClient(outsider.channel()).watch(request().build()));
      await(new QuotesClient(outsider.channel()).watch(request().build()));
      Awaitility.await().until(() -> module.market().listening() == 2);
      outsider.vanish();
      Awaitility.await().until(() -> module.market().listening() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aServerThatStopsTellsItsWatchersToGoElsewhere(boolean remote) {
    try (NodeRig node = node("tickInterval: 1m")) {
      Future<List<WatchResponse>> watching = all(client(node, remote).watch(request().build()));
      Awaitility.await().until(() -> module.market().listening() == 1);
      Future<Void> stopped = node.stop();
      RpcException failure = failureOf(watching);
      assertThat(failure.code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(failure.info().orElseThrow().getReason()).isEqualTo("STOPPING");
      await(stopped);
    }
  }

  @Test
  void namesThePairsItKnows() {
    try (NodeRig node = node("")) {
      RpcException watch =
          failureOf(all(client(node, true).watch(request("EUR/USD", "EUR/XYZ").build())));
      assertThat(watch.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
      assertThat(watch.status().message())
          .startsWith("pairs[1]: \"EUR/XYZ\" (expected: one of EUR/USD, USD/JPY, ");
      ErrorInfo info = watch.info().orElseThrow();
      assertThat(info.getReason()).isEqualTo("UNKNOWN_PAIR");
      assertThat(info.getDomain()).isEqualTo("quote.payment.vertebra.io");
      assertThat(info.getMetadataMap())
          .containsEntry("pair", "EUR/XYZ")
          .hasEntrySatisfying("known", known -> assertThat(known).contains("USD/CNY"));
      GetRequest request = GetRequest.newBuilder().setVersion(1).setPair("x\ny").build();
      RpcException get = failureOf(client(node, true).get(request));
      assertThat(get.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
      assertThat(get.status().message()).startsWith("pair: \"x?y\" (expected: one of ");
    }
  }

  @Test
  void refusesAPaceOutOfRange() {
    try (NodeRig node = node("")) {
      WatchRequest request = request().setMinIntervalMs(60_001).setMaxQuotes(0).build();
      RpcException failure = failureOf(all(client(node, true).watch(request)));
      assertThat(failure.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
      assertThat(failure.status().message())
          .isEqualTo(
              "min_interval_ms: \"60001\" (expected: 0..60000); max_quotes: \"0\""
                  + " (expected: 1 or more)");
    }
  }
}
