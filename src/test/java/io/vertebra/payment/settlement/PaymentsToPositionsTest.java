package io.vertebra.payment.settlement;

import static io.vertebra.payment.Customers.payment;
import static io.vertebra.payment.NodeRig.all;
import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.payment.Customers;
import io.vertebra.payment.PaymentRig;
import io.vertebra.payment.account.v1.AccountClient;
import io.vertebra.payment.settlement.v1.ClearRequest;
import io.vertebra.payment.settlement.v1.PositionsRequest;
import io.vertebra.payment.settlement.v1.SettlementClient;
import io.vertebra.payment.v1.PaymentClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From payments as they are made to the positions of their day. */
class PaymentsToPositionsTest {

  @Test
  void netsAreWhatTheBalancesHaveChangedBy(@TempDir Path dir) {
    try (PaymentRig rig =
        PaymentRig.started(dir, Map.of("settlement", "autoClear: false\npageSize: 3\n"))) {
      rig.start(new SettlementModule());
      Customers customers = new Customers(new AccountClient(rig.channel()));
      customers.open("alice", 10_000).open("bob", 1_000).open("carol", 0);
      PaymentClient payments = new PaymentClient(rig.channel());
      for (int i = 0; i < 10; i++) {
        await(payments.pay(payment("a" + i, "alice", "bob", 100 + i).build()));
        await(payments.pay(payment("b" + i, "bob", "carol", 150).build()));
      }
      await(payments.pay(payment("too-much", "carol", "alice", 1_000_000).build()));
      String today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC).toString();
      SettlementClient settlement = new SettlementClient(rig.channel());
      ClearRequest clear = ClearRequest.newBuilder().setVersion(1).setDay(today).build();
      assertThat(failureOf(settlement.clear(clear)).info().orElseThrow().getReason())
          .isEqualTo("DAY_NOT_OVER");

      rig.clockOffset = Duration.ofDays(1);
      assertThat(await(settlement.clear(clear)).getSettlement().getPayments()).isEqualTo(20);

      assertThat(
              await(all(settlement.positions(PositionsRequest.newBuilder().setDay(today).build()))))
          .extracting(response -> SettlementRig.text(response.getPosition()))
          .containsExactly(
              "EUR alice: 0 - 1045 = -1045",
              "EUR bob: 1045 - 1500 = -455",
              "EUR carol: 1500 - 0 = 1500");
      assertThat(customers.available("alice")).isEqualTo(10_000 - 1_045);
      assertThat(customers.available("bob")).isEqualTo(1_000 - 455);
      assertThat(customers.available("carol")).isEqualTo(1_500);
    }
  }
}
