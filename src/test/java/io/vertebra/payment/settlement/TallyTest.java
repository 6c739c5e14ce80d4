package io.vertebra.payment.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.payment.Contract;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.rpc.RpcException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TallyTest {

  private static PaymentDetails payment(String payer, String payee, long amount, String currency) {
    return PaymentDetails.newBuilder()
        .setPayerAccountId(payer)
        .setPayeeAccountId(payee)
        .setAmount(Contract.money(amount, currency))
        .build();
  }

  @Test
  void addsUpByCurrencyAndAccount() {
    Tally tally =
        Tally.of(
            List.of(
                payment("bob", "alice", 5, "USD"),
                payment("alice", "bob", 300, "EUR"),
                payment("bob", "alice", 100, "EUR"),
                payment("alice", "carol", 1, "EUR")));

    assertThat(tally.positions())
        .containsExactly(
            new NetPosition("EUR", "alice", 301, 100),
            new NetPosition("EUR", "bob", 100, 300),
            new NetPosition("EUR", "carol", 0, 1),
            new NetPosition("USD", "alice", 0, 5),
            new NetPosition("USD", "bob", 5, 0));
    assertThat(tally.currencies())
        .containsExactly(new CurrencySum("EUR", 3, 401, 0), new CurrencySum("USD", 1, 5, 0));
  }

  @Test
  void netsAddUpToZeroForEachCurrency() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    List<PaymentDetails> payments = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      payments.add(
          payment(
              "a" + random.nextInt(20),
              "a" + random.nextInt(20),
              random.nextLong(1, 1L << 40),
              random.nextBoolean() ? "EUR" : "JPY"));
    }

    Map<String, Long> nets =
        Tally.of(payments).positions().stream()
            .map(NetPosition::toMessage)
            .collect(
                Collectors.groupingBy(
                    position -> position.getNet().getCurrency(),
                    Collectors.summingLong(position -> position.getNet().getMinorUnits())));

    assertThat(nets).as("seed %d", seed).isEqualTo(Map.of("EUR", 0L, "JPY", 0L));
  }

  @Test
  void refusesASumThatDoesNotFit() {
    assertThatThrownBy(
            () ->
                Tally.of(
                    List.of(
                        payment("alice", "bob", Long.MAX_VALUE, "EUR"),
                        payment("alice", "carol", 1, "EUR"))))
        .isInstanceOf(RpcException.class)
        .hasMessage(
            "OUT_OF_RANGE: alice: the sum of its EUR payments"
                + " (expected: at most 2^63 - 1 minor units)");
    assertThatThrownBy(
            () ->
                Tally.of(
                    List.of(
                        payment("alice", "bob", Long.MAX_VALUE, "EUR"),
                        payment("carol", "dave", 1, "EUR"))))
        .hasMessageStartingWith("OUT_OF_RANGE: EUR: the sum of the payments");
  }

  @Test
  void theLargestNetsFit() {
    NetPosition owes = new NetPosition("EUR", "alice", Long.MAX_VALUE, 0);
    NetPosition owed = new NetPosition("EUR", "alice", 0, Long.MAX_VALUE);

    assertThat(owes.toMessage().getNet().getMinorUnits()).isEqualTo(-Long.MAX_VALUE);
    assertThat(owed.toMessage().getNet().getMinorUnits()).isEqualTo(Long.MAX_VALUE);
  }
}
