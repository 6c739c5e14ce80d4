package io.vertebra.payment.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.payment.settlement.v1.PositionsResponse;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Positions for a client that reads when it is told to. */
class PositionStreamTest {

  private final Client client = new Client();
  private final List<String> asked = new ArrayList<>();

  private PositionStream stream(int positions, String... currencies) {
    return new PositionStream(
        (currency, after) -> {
          asked.add(currency + after);
          int first = after.isEmpty() ? 0 : Integer.parseInt(after) + 1;
          return Future.succeededFuture(
              IntStream.range(first, Math.min(positions, first + PositionStream.PAGE_SIZE))
                  .mapToObj(i -> new NetPosition(currency, String.format("%04d", i), 1, 1))
                  .toList());
        },
        client,
        List.of(currencies));
  }

  @Test
  void passesEveryPositionOfEachCurrencyInOrder() {
    Future<Void> ended = stream(1_200, "EUR", "USD").start();

    assertThat(ended.succeeded()).isTrue();
    assertThat(asked).containsExactly("EUR", "EUR0499", "EUR0999", "USD", "USD0499", "USD0999");
    assertThat(client.received).hasSize(2_400);
    assertThat(client.received)
        .extracting(response -> response.getPosition().getPaid().getCurrency() + account(response))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  private static String account(PositionsResponse response) {
    return response.getPosition().getAccountId();
  }

  @Test
  void endsAfterAPageThatIsFull() {
    assertThat(stream(500, "EUR").start().succeeded()).isTrue();
    assertThat(client.received).hasSize(500);
  }

  @Test
  void endsAtOnceWhenThereIsNothing() {
    assertThat(stream(5).start().succeeded()).isTrue();
    assertThat(asked).isEmpty();
  }

  @Test
  void readsAPageWhenTheClientHasHadTheOneBefore() {
    client.appetite = 10;
    Future<Void> ended = stream(1_200, "EUR").start();
    assertThat(client.received).hasSize(10);
    assertThat(asked).hasSize(1);

    client.read(489);
    assertThat(asked).hasSize(1);
    client.read(2);
    assertThat(asked).hasSize(2);
    assertThat(client.received).hasSize(501);
    assertThat(ended.isComplete()).isFalse();

    client.read(10_000);
    assertThat(client.received).hasSize(1_200);
    assertThat(ended.succeeded()).isTrue();
  }

  @Test
  void stopsWhenNobodyReadsAnyMore() {
    client.appetite = 10;
    PositionStream stream = stream(1_200, "EUR");
    Future<Void> ended = stream.start();

    stream.stop();
    client.read(10_000);

    assertThat(ended.isComplete()).isTrue();
    assertThat(client.received).hasSize(10);
    assertThat(asked).hasSize(1);
  }

  @Test
  void readsAPageOnceHoweverOftenTheClientIsReady() {
    Promise<List<NetPosition>> page = Promise.promise();
    List<String> reads = new ArrayList<>();
    PositionStream stream =
        new PositionStream(
            (currency, after) -> {
              reads.add(currency);
              return page.future();
            },
            client,
            List.of("EUR"));
    Future<Void> ended = stream.start();

    client.read(5);
    page.complete(List.of(new NetPosition("EUR", "alice", 1, 1)));

    assertThat(reads).hasSize(1);
    assertThat(client.received).hasSize(1);
    assertThat(ended.succeeded()).isTrue();
  }

  @Test
  void failsWhenTheDatabaseDoes() {
    PositionStream stream =
        new PositionStream(
            (currency, after) ->
                Future.failedFuture(RpcException.of(RpcCode.UNAVAILABLE, "no database")),
            client,
            List.of("EUR"));

    assertThat(stream.start().cause()).hasMessage("UNAVAILABLE: no database");
  }

  private static final class Client implements WriteStream<PositionsResponse> {

    private final List<PositionsResponse> received = new ArrayList<>();
    private Handler<Void> drainHandler;
    private long appetite = Long.MAX_VALUE;

    void read(long messages) {
      appetite = messages;
      drainHandler.handle(null);
    }

    @Override
    public Future<Void> write(PositionsResponse response) {
      received.add(response);
      appetite--;
      return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
      return appetite <= 0;
    }

    @Override
    public WriteStream<PositionsResponse> drainHandler(Handler<Void> handler) {
      drainHandler = handler;
      return this;
    }

    @Override
    public Future<Void> end() {
      throw new UnsupportedOperationException("the call ends it");
    }

    @Override
    public WriteStream<PositionsResponse> setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public WriteStream<PositionsResponse> exceptionHandler(Handler<Throwable> handler) {
      return this;
    }
  }
}
