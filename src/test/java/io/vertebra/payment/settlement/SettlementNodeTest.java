package io.vertebra.payment.settlement;

import static io.vertebra.payment.NodeRig.all;
import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static io.vertebra.payment.NodeRig.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.payment.NodeRig;
import io.vertebra.payment.settlement.v1.ClearRequest;
import io.vertebra.payment.settlement.v1.PositionsRequest;
import io.vertebra.payment.settlement.v1.PositionsResponse;
import io.vertebra.payment.settlement.v1.SettlementClient;
import io.vertebra.payment.settlement.v1.SettlementDetails;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service as clients see it, over HTTP/2 and within the node. */
@TestInstance(Lifecycle.PER_CLASS)
class SettlementNodeTest {

  private static final int ACCOUNTS = 4_000;
  private static final String MONDAY = "2026-03-02";
  private static final PositionsRequest POSITIONS =
      PositionsRequest.newBuilder().setVersion(1).setDay(MONDAY).build();

  private final FakePayments payments = new FakePayments();
  private NodeRig node;

  @BeforeAll
  void start(@TempDir Path dir) {
    node = new NodeRig(dir, "  settlement: {autoClear: false}", payments, new SettlementModule());
    IntStream.range(0, ACCOUNTS)
        .forEach(
            i ->
                payments.settled(
                    "p" + i,
                    "2026-03-02T10:00:00Z",
                    String.format("account-%05d", i),
                    String.format("account-%05d", (i + 1) % ACCOUNTS),
                    1 + i,
                    "EUR"));
    assertThat(await(clear(client(true), MONDAY)).getPayments()).isEqualTo(ACCOUNTS);
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private SettlementClient client(boolean remote) {
    return new SettlementClient(remote ? node.remote() : node.local());
  }

  private static Future<SettlementDetails> clear(SettlementClient client, String day) {
    return client
        .clear(ClearRequest.newBuilder().setVersion(1).setDay(day).build())
        .map(answer -> answer.getSettlement());
  }

  private static void assertComplete(List<PositionsResponse> responses) {
    assertThat(responses)
        .extracting(response -> response.getPosition().getAccountId())
        .containsExactlyElementsOf(
            IntStream.range(0, ACCOUNTS).mapToObj(i -> String.format("account-%05d", i)).toList());
    assertThat(
            responses.stream()
                .mapToLong(response -> response.getPosition().getNet().getMinorUnits())
                .sum())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void streamsEveryPosition(boolean remote) {
    assertComplete(await(all(client(remote).positions(POSITIONS))));
  }

  /** A reader that takes one message at a time, and rests after each hundred. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void waitsForASlowReader(boolean remote) {
    ReadStream<PositionsResponse> in = await(client(remote).positions(POSITIONS));
    BlockingQueue<PositionsResponse> seen = new LinkedBlockingQueue<>();
    Promise<Void> done = Promise.promise();
    in.pause();
    in.exceptionHandler(done::tryFail);
    in.endHandler(ended -> done.tryComplete());
    in.handler(
        response -> {
          seen.add(response);
          if (seen.size() % 100 == 0) {
            node.vertx().setTimer(5, rested -> in.fetch(1));
          } else {
            in.fetch(1);
          }
        });

    in.fetch(1);
    await(done.future());

    assertComplete(List.copyOf(seen));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lettingGoOfAStreamEndsIt(boolean remote) {
    CallHandle handle = new CallHandle();
    ReadStream<PositionsResponse> in =
        await(client(remote).positions(POSITIONS, CallOptions.DEFAULT.withHandle(handle)));
    BlockingQueue<PositionsResponse> seen = new LinkedBlockingQueue<>();
    Promise<Void> ended = Promise.promise();
    in.pause();
    in.exceptionHandler(ended::tryFail);
    in.handler(seen::add);
    in.fetch(1);
    next(seen);

    handle.cancel("enough");

    assertThat(failureOf(ended.future()).code()).isEqualTo(RpcCode.CANCELLED);
    assertThat(clearedAgain(remote)).isEqualTo(ACCOUNTS);
  }

  private long clearedAgain(boolean remote) {
    return await(clear(client(remote), MONDAY)).getPayments();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void saysWhatIsWrong(boolean remote) {
    RpcException later = failureOf(clear(client(remote), "2026-03-01"));
    RpcException unknown =
        failureOf(
            all(client(remote).positions(POSITIONS.toBuilder().setDay("2026-03-01").build())));

    assertThat(later.info().orElseThrow().getReason()).isEqualTo("LATER_DAY_CLEARED");
    assertThat(unknown.info().orElseThrow().getReason()).isEqualTo("DAY_NOT_CLEARED");
  }

  @Test
  void aServerThatStopsEndsAClearingAfterItsPage(@TempDir Path dir) {
    FakePayments slow = new FakePayments();
    IntStream.range(0, 50)
        .forEach(i -> slow.settled("p" + i, "2026-03-02T10:00:00Z", "alice", "bob", 1, "EUR"));
    Promise<Void> asked = Promise.promise();
    Promise<Void> answered = Promise.promise();
    slow.before =
        call -> {
          asked.tryComplete();
          return answered.future();
        };
    String settings = "  settlement: {autoClear: false, pageSize: 10}";
    try (NodeRig other = new NodeRig(dir, settings, slow, new SettlementModule())) {
      Future<?> clearing = clear(new SettlementClient(other.remote()), MONDAY);
      await(asked.future());

      Future<Void> stopped = other.stop();
      other.vertx().setTimer(20, later -> answered.complete());

      assertThat(failureOf(clearing).code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(slow.asked).hasSize(1);
      await(stopped);
    }
  }
}
