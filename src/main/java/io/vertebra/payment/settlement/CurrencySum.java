package io.vertebra.payment.settlement;

import io.vertebra.payment.Contract;
import io.vertebra.payment.settlement.v1.CurrencyTotal;

/**
 * What payments of one currency come to.
 *
 * @param turnover their amounts, in minor units
 * @param positions accounts that paid or received
 */
record CurrencySum(String currency, long payments, long turnover, long positions) {

  /**
   * Both together.
   *
   * @throws io.vertebra.rpc.RpcException SUM_OVERFLOW
   */
  CurrencySum plus(CurrencySum more) {
    try {
      return new CurrencySum(
          currency,
          Math.addExact(payments, more.payments),
          Math.addExact(turnover, more.turnover),
          Math.addExact(positions, more.positions));
    } catch (ArithmeticException overflow) {
      throw Refusals.sumOverflow(currency);
    }
  }

  CurrencyTotal toMessage() {
    return CurrencyTotal.newBuilder()
        .setVersion(Contract.VERSION)
        .setPayments(payments)
        .setTurnover(Contract.money(turnover, currency))
        .setPositions(positions)
        .build();
  }
}
