package io.vertebra.payment.settlement;

import io.vertebra.payment.v1.PaymentDetails;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What some payments come to, by currency and account. One thread. */
final class Tally {

  private final Map<String, NetPosition> positions = new TreeMap<>();
  private final Map<String, CurrencySum> currencies = new TreeMap<>();

  private Tally() {}

  /**
   * Adds payments up.
   *
   * @throws io.vertebra.rpc.RpcException SUM_OVERFLOW
   */
  static Tally of(Collection<PaymentDetails> payments) {
    Tally tally = new Tally();
    payments.forEach(tally::add);
    return tally;
  }

  /** One for each currency and account, in this order. */
  Collection<NetPosition> positions() {
    return positions.values();
  }

  /** One for each currency, which count no positions. */
  Collection<CurrencySum> currencies() {
    return currencies.values();
  }

  private void add(PaymentDetails payment) {
    String currency = payment.getAmount().getCurrency();
    long amount = payment.getAmount().getMinorUnits();
    add(new NetPosition(currency, payment.getPayerAccountId(), amount, 0));
    add(new NetPosition(currency, payment.getPayeeAccountId(), 0, amount));
    currencies.merge(currency, new CurrencySum(currency, 1, amount, 0), CurrencySum::plus);
  }

  private void add(NetPosition part) {
    positions.merge(part.currency() + ' ' + part.accountId(), part, NetPosition::plus);
  }
}
