package io.vertebra.payment.settlement;

import static io.vertebra.payment.NodeRig.all;
import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.config.ConfigNode;
import io.vertebra.payment.Contract;
import io.vertebra.payment.settlement.v1.PositionsRequest;
import io.vertebra.payment.settlement.v1.SettlementDetails;
import io.vertebra.payment.settlement.v1.SettlementState;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What crashes, failures and others who clear at the same time do to a settlement: nothing. */
class ClearingTest {

  private static final String MONDAY = "2026-03-02";
  private static final String TUESDAY = "2026-03-03";
  private static final Instant MORNING = Instant.parse("2026-03-02T08:00:00Z");

  @TempDir private Path dir;
  private SettlementRig rig;

  @AfterEach
  void stop() {
    assertThat(
            rig.services.texts(
                "SELECT currency FROM settlement_position GROUP BY settlement_day, currency"
                    + " HAVING SUM(paid) <> SUM(received)"))
        .as("currencies whose nets do not add up to zero")
        .isEmpty();
    assertThat(rig.services.number("SELECT COALESCE(SUM(payments), 0) FROM settlement_currency"))
        .as("payments in settlements")
        .isEqualTo(rig.services.number("SELECT COUNT(*) FROM settlement_payment"));
    rig.close();
  }

  private void start(String settings) {
    rig = new SettlementRig(dir, "autoClear: false\n" + settings);
  }

  /** So many payments of one cent, {@code between} one and the next, over ten accounts. */
  private void pay(int count, Duration between) {
    for (int i = 0; i < count; i++) {
      Instant time = MORNING.plus(between.multipliedBy(i));
      String id = String.format("pay-%06d", i * 7919 % count); // not in the order of time
      rig.payments.settled(id, time.toString(), "a" + i % 10, "a" + (i + 1) % 10, 1, "EUR");
    }
  }

  private void assertCleared(String day, long payments) {
    SettlementDetails settlement = rig.get(day);
    assertThat(settlement.getState()).isEqualTo(SettlementState.SETTLEMENT_STATE_CLEARED);
    assertThat(settlement.getPayments()).isEqualTo(payments);
    assertThat(settlement.getCurrencies(0).getTurnover().getMinorUnits()).isEqualTo(payments);
    assertThat(settlement.getCurrencies(0).getPositions()).isEqualTo(10);
  }

  @Test
  void goesThroughHundredsOfPages() {
    start("pageSize: 1\n");
    pay(500, Duration.ofSeconds(1));

    await(rig.clear(MONDAY));

    assertCleared(MONDAY, 500);
    assertThat(rig.payments.asked).hasSize(500);
  }

  @Test
  void pagesThroughOneMillisecond() {
    start("pageSize: 7\n");
    pay(100, Duration.ZERO);

    await(rig.clear(MONDAY));

    assertCleared(MONDAY, 100);
  }

  @Test
  void keepsWhatItHasWhenAPageFailsAndGoesOnFromThere() {
    start("pageSize: 10\n");
    pay(100, Duration.ofSeconds(1));
    rig.payments.before =
        call ->
            call == 4
                ? Future.failedFuture(RpcException.of(RpcCode.UNAVAILABLE, "away"))
                : Future.succeededFuture();

    assertThat(failureOf(rig.clear(MONDAY)).code()).isEqualTo(RpcCode.UNAVAILABLE);

    SettlementDetails open = rig.get(MONDAY);
    assertThat(open.getState()).isEqualTo(SettlementState.SETTLEMENT_STATE_OPEN);
    assertThat(open.getPayments()).isEqualTo(30);
    assertThat(open.hasClearTime()).isFalse();
    RpcException refused =
        failureOf(all(rig.client.positions(PositionsRequest.newBuilder().setDay(MONDAY).build())));
    assertThat(refused.info().orElseThrow().getReason()).isEqualTo("SETTLEMENT_OPEN");
    await(rig.clear(MONDAY));
    assertCleared(MONDAY, 100);
    assertThat(Contract.millis(rig.payments.asked.get(4).getFromTime()))
        .isEqualTo(MORNING.plusSeconds(29).toEpochMilli());
  }

  @Test
  void isResumedAfterAKill() {
    start("pageSize: 10\n");
    pay(100, Duration.ofSeconds(1));
    Promise<Void> atFourth = Promise.promise();
    rig.payments.before =
        call -> {
          if (call != 4) {
            return Future.succeededFuture();
          }
          atFourth.complete();
          return Promise.<Void>promise().future();
        };
    rig.clear(MONDAY);
    await(atFourth.future());

    rig.services.kill("settlement");
    rig.services.start(new SettlementModule());

    await(rig.clear(MONDAY));
    assertCleared(MONDAY, 100);
  }

  @Test
  void finishesAnEarlierDayFirst() {
    start("pageSize: 10\n");
    pay(50, Duration.ofSeconds(1));
    rig.payments.settled("late", "2026-03-03T08:00:00Z", "a1", "a2", 5, "EUR");
    rig.payments.before =
        call ->
            call == 2
                ? Future.failedFuture(RpcException.of(RpcCode.UNAVAILABLE, "away"))
                : Future.succeededFuture();
    failureOf(rig.clear(MONDAY));

    assertThat(rig.cleared(TUESDAY).getPayments()).isEqualTo(1);

    assertCleared(MONDAY, 50);
  }

  @Test
  void staysExactWhenManyClearAtOnce() {
    start("");
    pay(500, Duration.ofMillis(1));
    rig.payments.settled("late", "2026-03-03T08:00:00Z", "a1", "a2", 5, "EUR");
    BlockingWork work = BlockingWork.of(rig.services.vertx, "clearers", 8, 1_000);
    List<Future<Run>> runs = new ArrayList<>();
    for (int node = 0; node < 6; node++) {
      Clearing clearing = clearing(work, 3 + node);
      runs.add(clearing.clear(Day.parse(node % 3 == 0 ? TUESDAY : MONDAY).orElseThrow()));
    }

    List<Throwable> failures =
        runs.stream().map(ClearingTest::ended).filter(failure -> failure != null).toList();
    work.close();

    assertThat(failures)
        .allSatisfy(failure -> assertThat(failure).hasMessageContaining("FAILED_PRECONDITION"));
    assertThat(rig.services.number("SELECT COUNT(*) FROM settlement_payment")).isEqualTo(501);
    assertThat(rig.get(TUESDAY).getState()).isEqualTo(SettlementState.SETTLEMENT_STATE_CLEARED);
  }

  @Test
  void staysExactWhenManyClearTheSameDayAtOnce() {
    start("");
    pay(500, Duration.ofMillis(1));
    BlockingWork work = BlockingWork.of(rig.services.vertx, "clearers", 8, 1_000);
    List<Future<Run>> runs = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      runs.add(clearing(work, 5 + node).clear(Day.parse(MONDAY).orElseThrow()));
    }

    runs.forEach(run -> await(run));
    work.close();

    assertCleared(MONDAY, 500);
  }

  /** A node of its own on the same tables. */
  private Clearing clearing(BlockingWork work, int pageSize) {
    SettlementConfig config =
        ConfigNode.parse("test", "pageSize: " + pageSize).bind(SettlementConfig.class);
    TimeSource time = TimeSource.system(rig.services.vertx);
    Settlements settlements = new Settlements(rig.services.database, time, Duration.ofHours(1));
    return new Clearing(settlements, rig.services.channel(), work, config);
  }

  private static Throwable ended(Future<?> call) {
    try {
      await(call);
      return null;
    } catch (RpcException failure) {
      return failure;
    }
  }
}
