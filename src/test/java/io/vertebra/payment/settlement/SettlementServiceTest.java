package io.vertebra.payment.settlement;

import static io.vertebra.payment.NodeRig.all;
import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.rpc.BadRequest;
import io.vertebra.payment.settlement.v1.ClearRequest;
import io.vertebra.payment.settlement.v1.GetRequest;
import io.vertebra.payment.settlement.v1.PositionsRequest;
import io.vertebra.payment.settlement.v1.PositionsResponse;
import io.vertebra.payment.settlement.v1.SettlementDetails;
import io.vertebra.payment.settlement.v1.SettlementState;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettlementServiceTest {

  private static final String MONDAY = "2026-03-02";
  private static final String TUESDAY = "2026-03-03";
  private static final String WEDNESDAY = "2026-03-04";

  @TempDir private Path dir;
  private SettlementRig rig;

  @BeforeEach
  void start() {
    rig = new SettlementRig(dir, "autoClear: false\npageSize: 2\n");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void pay(String id, String time, String payer, String payee, long amount) {
    rig.payments.settled(id, time, payer, payee, amount, "EUR");
  }

  private static void assertRefused(Future<?> call, RpcCode code, String reason) {
    RpcException refused = failureOf(call);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.info().orElseThrow().getReason()).isEqualTo(reason);
    assertThat(refused.info().orElseThrow().getDomain())
        .isEqualTo("settlement.payment.vertebra.io");
  }

  @Test
  void clearsADayIntoNetPositionsByCurrency() {
    pay("p1", "2026-03-02T00:00:00Z", "alice", "bob", 300);
    pay("p2", "2026-03-02T12:00:00Z", "bob", "alice", 100);
    pay("p3", "2026-03-02T12:00:00Z", "bob", "carol", 50);
    rig.payments.settled("p4", "2026-03-02T23:59:59.999Z", "alice", "bob", 9_000, "JPY");
    pay("p5", "2026-03-03T00:00:00Z", "alice", "bob", 1_000_000);

    SettlementDetails settlement = rig.cleared(MONDAY);

    assertThat(settlement.getDay()).isEqualTo(MONDAY);
    assertThat(settlement.getState()).isEqualTo(SettlementState.SETTLEMENT_STATE_CLEARED);
    assertThat(settlement.hasClearTime()).isTrue();
    assertThat(settlement.getPayments()).isEqualTo(4);
    assertThat(settlement.getCurrenciesList())
        .extracting(
            total -> total.getTurnover().getCurrency(),
            total -> total.getTurnover().getMinorUnits(),
            total -> total.getPayments(),
            total -> total.getPositions())
        .containsExactly(tuple("EUR", 450L, 3L, 3L), tuple("JPY", 9_000L, 1L, 2L));
    assertThat(rig.positions(MONDAY))
        .containsExactly(
            "EUR alice: 100 - 300 = -200",
            "EUR bob: 300 - 150 = 150",
            "EUR carol: 50 - 0 = 50",
            "JPY alice: 0 - 9000 = -9000",
            "JPY bob: 9000 - 0 = 9000");
  }

  @Test
  void answersARepeatWithTheSameSettlement() {
    pay("p1", "2026-03-02T10:00:00Z", "alice", "bob", 300);
    SettlementDetails first = rig.cleared(MONDAY);
    int asked = rig.payments.asked.size();

    pay("p2", "2026-03-02T11:00:00Z", "alice", "bob", 7);

    assertThat(rig.cleared(MONDAY)).isEqualTo(first);
    assertThat(rig.get(MONDAY)).isEqualTo(first);
    assertThat(rig.payments.asked).hasSize(asked);
  }

  @Test
  void clearsADayWithoutPayments() {
    assertThat(rig.cleared(MONDAY).getPayments()).isZero();
    assertThat(rig.cleared(TUESDAY).getCurrenciesList()).isEmpty();
    assertThat(rig.positions(TUESDAY)).isEmpty();
  }

  @Test
  void clearsTheDaysInBetweenAsWell() {
    pay("p1", "2026-03-02T10:00:00Z", "alice", "bob", 1);
    rig.cleared(MONDAY);
    pay("p2", "2026-03-03T10:00:00Z", "alice", "bob", 2);
    pay("p3", "2026-03-04T10:00:00Z", "alice", "bob", 4);

    assertThat(rig.cleared(WEDNESDAY).getPayments()).isEqualTo(2);

    assertRefused(rig.clear(TUESDAY), RpcCode.FAILED_PRECONDITION, "LATER_DAY_CLEARED");
    assertThat(failureOf(rig.clear(TUESDAY)).info().orElseThrow().getMetadataMap())
        .containsEntry("day", TUESDAY)
        .containsEntry("later_day", WEDNESDAY);
    assertThat(rig.cleared(MONDAY).getPayments()).isEqualTo(1);
  }

  @Test
  void takesWhatWasCommittedLateIntoTheNextSettlement() {
    pay("p1", "2026-03-02T23:10:00Z", "alice", "bob", 1);
    pay("p2", "2026-03-02T23:59:59Z", "alice", "bob", 2);
    SettlementDetails monday = rig.cleared(MONDAY);
    pay("p0", "2026-03-02T23:00:00Z", "alice", "bob", 4);
    pay("p3", "2026-03-03T00:00:00Z", "alice", "bob", 8);

    SettlementDetails tuesday = rig.cleared(TUESDAY);

    assertThat(tuesday.getPayments()).isEqualTo(2);
    assertThat(rig.positions(TUESDAY))
        .containsExactly("EUR alice: 0 - 12 = -12", "EUR bob: 12 - 0 = 12");
    assertThat(rig.get(MONDAY)).isEqualTo(monday);
  }

  @Test
  void refusesADayThatIsNotOverUntilItIs() {
    String today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC).toString();
    pay("p1", today + "T00:00:00Z", "alice", "bob", 1);

    assertRefused(rig.clear(today), RpcCode.FAILED_PRECONDITION, "DAY_NOT_OVER");
    rig.services.clockOffset = Duration.ofDays(1);

    assertThat(rig.cleared(today).getPayments()).isEqualTo(1);
  }

  @Test
  void namesWhatIsNotADay() {
    for (String bad : List.of("", "yesterday", "2026-02-30", "1969-12-31")) {
      for (Future<?> call :
          List.of(
              rig.client.clear(ClearRequest.newBuilder().setDay(bad).build()),
              rig.client.get(GetRequest.newBuilder().setDay(bad).build()),
              positions(bad, ""))) {
        RpcException refused = failureOf(call);
        assertThat(refused.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
        assertThat(refused.status().detail(BadRequest.class).orElseThrow().getFieldViolations(0))
            .extracting(BadRequest.FieldViolation::getField)
            .isEqualTo("day");
      }
    }
  }

  @Test
  void saysThatADayHasNoSettlement() {
    assertRefused(
        rig.client.get(GetRequest.newBuilder().setDay(MONDAY).build()),
        RpcCode.NOT_FOUND,
        "DAY_NOT_CLEARED");
    assertRefused(positions(MONDAY, ""), RpcCode.NOT_FOUND, "DAY_NOT_CLEARED");
  }

  @Test
  void streamsThePositionsOfOneCurrency() {
    pay("p1", "2026-03-02T10:00:00Z", "alice", "bob", 1);
    rig.payments.settled("p2", "2026-03-02T11:00:00Z", "alice", "bob", 5, "USD");
    rig.cleared(MONDAY);

    assertThat(texts(positions(MONDAY, "USD")))
        .containsExactly("USD alice: 0 - 5 = -5", "USD bob: 5 - 0 = 5");
    assertThat(texts(positions(MONDAY, "CHF"))).isEmpty();
    assertThat(failureOf(positions(MONDAY, "usd")).code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
  }

  private Future<List<PositionsResponse>> positions(String day, String currency) {
    PositionsRequest.Builder request = PositionsRequest.newBuilder().setDay(day);
    if (!currency.isEmpty()) {
      request.setCurrency(currency);
    }
    return all(rig.client.positions(request.build()));
  }

  private static List<String> texts(Future<List<PositionsResponse>> call) {
    return await(call).stream()
        .map(response -> SettlementRig.text(response.getPosition()))
        .toList();
  }

  @Test
  void refusesASumThatDoesNotFit() {
    pay("p1", "2026-03-02T10:00:00Z", "alice", "bob", Long.MAX_VALUE);
    pay("p2", "2026-03-02T11:00:00Z", "bob", "carol", 1);
    pay("p3", "2026-03-02T12:00:00Z", "bob", "carol", 1);

    assertRefused(rig.clear(MONDAY), RpcCode.OUT_OF_RANGE, "SUM_OVERFLOW");

    SettlementDetails open = rig.get(MONDAY);
    assertThat(open.getState()).isEqualTo(SettlementState.SETTLEMENT_STATE_OPEN);
    assertThat(open.getPayments()).isZero();
    assertThat(rig.services.number("SELECT COUNT(*) FROM settlement_payment")).isZero();
  }

  @Test
  void refusesASumThatDoesNotFitOnALaterPage() {
    pay("p1", "2026-03-02T10:00:00Z", "alice", "bob", Long.MAX_VALUE - 1);
    pay("p2", "2026-03-02T11:00:00Z", "bob", "carol", 1);
    pay("p3", "2026-03-02T12:00:00Z", "carol", "bob", 2);

    RpcException refused = failureOf(rig.clear(MONDAY));

    assertThat(refused.code()).isEqualTo(RpcCode.OUT_OF_RANGE);
    assertThat(refused.info().orElseThrow().getMetadataMap())
        .containsEntry("currency", "EUR")
        .containsEntry("account_id", "bob");
    assertThat(rig.get(MONDAY).getPayments()).isEqualTo(2);
  }
}
