package io.vertebra.payment.settlement;

import static io.vertebra.payment.NodeRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AutoClearTest {

  private static final String QUICK = "lookInterval: 10ms\ndelay: 0s\npageSize: 1\n";

  private final Logger log = (Logger) LoggerFactory.getLogger(AutoClear.class);
  private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @TempDir private Path dir;
  private SettlementRig rig;

  @BeforeEach
  void listen() {
    appender.list = logged;
    appender.start();
    log.addAppender(appender);
    log.setLevel(Level.INFO);
  }

  @AfterEach
  void stop() {
    log.detachAppender(appender);
    log.setLevel(null);
    rig.close();
  }

  private static String day(int fromToday) {
    Day yesterday = Day.latestOver(Instant.now(), Duration.ZERO);
    return yesterday.date().plusDays(fromToday + 1).toString();
  }

  private List<String> settlements() {
    return rig.services.texts(
        "SELECT CONCAT(settlement_day, ' ', state) FROM settlement ORDER BY settlement_day");
  }

  private void awaitSettlements(String... expected) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(settlements()).containsExactly(expected));
  }

  @Test
  void clearsTheLatestDayThatIsOverAndTheNextOnceItIs() {
    rig = new SettlementRig(dir, QUICK);
    rig.payments.settled("p1", day(-1) + "T12:00:00Z", "alice", "bob", 1, "EUR");
    rig.payments.settled("p2", day(0) + "T00:00:00Z", "alice", "bob", 2, "EUR");
    awaitSettlements(day(-1) + " CLEARED");

    rig.services.clockOffset = Duration.ofDays(1);

    awaitSettlements(day(-1) + " CLEARED", day(0) + " CLEARED");
    assertThat(rig.positions(day(0))).contains("EUR bob: 2 - 0 = 2");
  }

  @Test
  void finishesWhatACrashLeftOpen() {
    rig = new SettlementRig(dir, "autoClear: false\npageSize: 1\n");
    for (int i = 0; i < 5; i++) {
      rig.payments.settled("p" + i, "2026-03-02T10:00:0" + i + "Z", "alice", "bob", 1, "EUR");
    }
    rig.payments.before = call -> call == 3 ? away() : Future.succeededFuture();
    failureOf(rig.clear("2026-03-02"));
    assertThat(settlements()).containsExactly("2026-03-02 OPEN");
    rig.services.settings("settlement", QUICK);

    rig.services.kill("settlement");
    rig.services.start(new SettlementModule());

    awaitSettlements("2026-03-02 CLEARED", day(-1) + " CLEARED");
    assertThat(rig.get("2026-03-02").getPayments()).isEqualTo(5);
  }

  @Test
  void finishesADayThatIsLaterThanTheOneThatIsDue() {
    rig = new SettlementRig(dir, "autoClear: false\n");
    rig.payments.before = call -> call == 1 ? away() : Future.succeededFuture();
    failureOf(rig.clear(day(-1)));
    rig.services.settings("settlement", "lookInterval: 10ms\n");
    rig.services.clockOffset = Duration.ofDays(-1);

    rig.services.kill("settlement");
    rig.services.start(new SettlementModule());

    awaitSettlements(day(-1) + " CLEARED");
  }

  @Test
  void triesAgainAfterAFailureAndLogsItOnce() {
    rig = new SettlementRig(dir, "autoClear: false\n");
    rig.payments.before = call -> call < 6 ? away() : Future.succeededFuture();
    rig.services.settings("settlement", QUICK);
    rig.services.kill("settlement");
    rig.services.start(new SettlementModule());

    awaitSettlements(day(-1) + " CLEARED");

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(logged)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                        "settlement of " + day(-1) + ": not cleared yet, it will be tried again",
                        "settlement of " + day(-1) + ": cleared"));
  }

  private static Future<Void> away() {
    return Future.failedFuture(RpcException.of(RpcCode.UNAVAILABLE, "away"));
  }

  @Test
  void looksAtTheDatabaseOnlyForADayThatItHasNotSeenCleared() {
    rig = new SettlementRig(dir, QUICK);
    awaitSettlements(day(-1) + " CLEARED");
    await().atMost(Duration.ofSeconds(5)).until(() -> logged.size() == 1);
    int asked = rig.payments.asked.size();

    rig.services.database.transact(tx -> tx.update("DELETE FROM settlement"));
    await().pollDelay(Duration.ofMillis(100)).until(() -> true);

    assertThat(settlements()).isEmpty();
    assertThat(rig.payments.asked).hasSize(asked);
  }
}
