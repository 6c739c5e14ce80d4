package io.vertebra.payment.account;

import io.vertebra.payment.Contract;
import io.vertebra.payment.account.v1.Reservation;
import io.vertebra.payment.account.v1.ReservationState;

/**
 * A reservation as the ledger keeps it.
 *
 * @param amount minor units, above zero
 * @param createdAtMillis since 1970 UTC
 */
record ReservedMoney(
    String reservationId,
    String payerAccountId,
    String payeeAccountId,
    String currency,
    long amount,
    State state,
    long createdAtMillis) {

  /** What became of the money. */
  enum State {
    HELD,
    CONFIRMED,
    CANCELLED
  }

  ReservedMoney with(State newState) {
    return new ReservedMoney(
        reservationId, payerAccountId, payeeAccountId, currency, amount, newState, createdAtMillis);
  }

  Reservation toMessage() {
    return Reservation.newBuilder()
        .setVersion(Contract.VERSION)
        .setReservationId(reservationId)
        .setPayerAccountId(payerAccountId)
        .setPayeeAccountId(payeeAccountId)
        .setAmount(Contract.money(amount, currency))
        .setState(
            switch (state) {
              case HELD -> ReservationState.RESERVATION_STATE_HELD;
              case CONFIRMED -> ReservationState.RESERVATION_STATE_CONFIRMED;
              case CANCELLED -> ReservationState.RESERVATION_STATE_CANCELLED;
            })
        .setCreateTime(Contract.timestamp(createdAtMillis))
        .build();
  }
}
