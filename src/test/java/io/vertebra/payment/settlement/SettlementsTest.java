package io.vertebra.payment.settlement;

import static io.vertebra.payment.NodeRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.payment.Contract;
import io.vertebra.payment.Database;
import io.vertebra.payment.TestDatabase;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that are added to runs. */
class SettlementsTest {

  private static final Day MONDAY = Day.parse("2026-03-02").orElseThrow();
  private static final int PAGE = 20;

  @TempDir private Path dir;
  private final Vertx vertx = Vertx.vertx();
  private Database database;
  private Settlements settlements;

  @BeforeEach
  void open() {
    database = Database.open(TestDatabase.empty(dir));
    settlements = new Settlements(database, TimeSource.system(vertx), Duration.ofHours(1));
    settlements.begin(MONDAY);
  }

  @AfterEach
  void close() {
    database.close();
    await(vertx.close());
  }

  /** Payments of one cent from alice to bob. */
  private static List<PaymentDetails> page(int page) {
    return IntStream.range(page * PAGE, (page + 1) * PAGE)
        .mapToObj(
            i ->
                PaymentDetails.newBuilder()
                    .setPaymentId("pay-" + i)
                    .setPayerAccountId("alice")
                    .setPayeeAccountId("bob")
                    .setAmount(Contract.money(1, "EUR"))
                    .setUpdateTime(Contract.timestamp(MONDAY.startMillis() + i))
                    .build())
        .toList();
  }

  private List<NetPosition> positions() {
    return settlements.page(MONDAY, "EUR", "", 10);
  }

  @Test
  void addsUpPagesThatComeAtOnce() {
    BlockingWork work = BlockingWork.of(vertx, "nodes", 8, 100);

    await(
        Future.all(
            IntStream.range(0, 40)
                .mapToObj(page -> work.run(() -> settlements.add(MONDAY, page(page), false)))
                .toList()));
    work.close();

    assertThat(positions())
        .containsExactly(
            new NetPosition("EUR", "alice", 40 * PAGE, 0),
            new NetPosition("EUR", "bob", 0, 40 * PAGE));
    assertThat(settlements.get(MONDAY).getPayments()).isEqualTo(40 * PAGE);
    assertThat(settlements.last().orElseThrow().reachedMillis())
        .isEqualTo(MONDAY.startMillis() + 40 * PAGE - 1);
  }

  @Test
  void addsAPageOnce() {
    settlements.add(MONDAY, page(0), false);

    settlements.add(MONDAY, page(0), false);

    assertThat(settlements.get(MONDAY).getPayments()).isEqualTo(PAGE);
  }

  @Test
  void leavesARunThatIsClearedAsItIs() {
    Run cleared = settlements.add(MONDAY, page(0), true);

    Run after = settlements.add(MONDAY, page(1), true);

    assertThat(after).isEqualTo(cleared);
    assertThat(settlements.get(MONDAY).getPayments()).isEqualTo(PAGE);
    long marked =
        database.read(
            tx ->
                tx.first("SELECT COUNT(*) FROM settlement_payment", row -> row.getLong(1))
                    .orElseThrow());
    assertThat(marked).isEqualTo(PAGE);
  }

  @Test
  void takesAnEmptyPage() {
    assertThat(settlements.add(MONDAY, List.of(), true).isCleared()).isTrue();
  }
}
