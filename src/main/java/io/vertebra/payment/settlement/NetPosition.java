package io.vertebra.payment.settlement;

import io.vertebra.payment.Contract;
import io.vertebra.payment.settlement.v1.Position;

/**
 * What payments of one account in one currency come to, in minor units.
 *
 * @param paid 0 or more
 * @param received 0 or more
 */
record NetPosition(String currency, String accountId, long paid, long received) {

  /**
   * Both together.
   *
   * @throws io.vertebra.rpc.RpcException SUM_OVERFLOW
   */
  NetPosition plus(NetPosition more) {
    try {
      return new NetPosition(
          currency,
          accountId,
          Math.addExact(paid, more.paid),
          Math.addExact(received, more.received));
    } catch (ArithmeticException overflow) {
      throw Refusals.sumOverflow(currency, accountId);
    }
  }

  Position toMessage() {
    return Position.newBuilder()
        .setVersion(Contract.VERSION)
        .setAccountId(accountId)
        .setPaid(Contract.money(paid, currency))
        .setReceived(Contract.money(received, currency))
        .setNet(Contract.money(received - paid, currency)) // neither is below zero: it fits
        .build();
  }
}
