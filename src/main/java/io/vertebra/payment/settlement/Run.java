package io.vertebra.payment.settlement;

import io.vertebra.payment.Contract;
import io.vertebra.payment.settlement.v1.SettlementDetails;
import io.vertebra.payment.settlement.v1.SettlementState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The clearing of a day, as it is stored.
 *
 * @param reachedMillis all payments that were settled before have been read
 * @param clearedAtMillis when it was done; empty while it is OPEN
 */
record Run(Day day, long reachedMillis, long begunAtMillis, OptionalLong clearedAtMillis) {

  /**
   * A run that begins.
   *
   * @param previous the run before it, whose payments need not be read again, except that some may
   *     have been committed late
   * @param lookBack how late that can be
   */
  static Run following(Optional<Run> previous, Day day, Duration lookBack, long nowMillis) {
    long fromMillis =
        previous.map(before -> before.day.endMillis() - lookBack.toMillis()).orElse(0L);
    return new Run(day, Math.max(0, fromMillis), nowMillis, OptionalLong.empty());
  }

  boolean isCleared() {
    return clearedAtMillis.isPresent();
  }

  /** As it is stored. */
  String state() {
    return isCleared() ? "CLEARED" : "OPEN";
  }

  /** The run once another page has been added; never goes back. */
  Run reached(long millis) {
    return new Run(day, Math.max(reachedMillis, millis), begunAtMillis, clearedAtMillis);
  }

  /** The run once its last page has been added. */
  Run cleared(long nowMillis) {
    return new Run(day, day.endMillis(), begunAtMillis, OptionalLong.of(nowMillis));
  }

  SettlementDetails toMessage(List<CurrencySum> sums) {
    SettlementDetails.Builder message =
        SettlementDetails.newBuilder()
            .setVersion(Contract.VERSION)
            .setDay(day.toString())
            .setState(
                isCleared()
                    ? SettlementState.SETTLEMENT_STATE_CLEARED
                    : SettlementState.SETTLEMENT_STATE_OPEN)
            .setPayments(sums.stream().mapToLong(CurrencySum::payments).sum())
            .setBeginTime(Contract.timestamp(begunAtMillis));
    sums.forEach(sum -> message.addCurrencies(sum.toMessage()));
    clearedAtMillis.ifPresent(millis -> message.setClearTime(Contract.timestamp(millis)));
    return message.build();
  }
}
