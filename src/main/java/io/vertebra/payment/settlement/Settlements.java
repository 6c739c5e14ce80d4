package io.vertebra.payment.settlement;

import io.vertebra.payment.Database;
import io.vertebra.payment.Transaction;
import io.vertebra.payment.settlement.v1.SettlementDetails;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settlements.
 *
 * <p>Every method blocks, runs in one transaction, and fails with the {@code RpcException} its
 * contract names. Safe for use from any thread and by several nodes: whoever adds to a run has
 * locked it.
 */
final class Settlements {

  /** How often a run is begun anew when others begin theirs meanwhile. */
  private static final int MAX_ATTEMPTS = 10;

  private final Database database;
  private final TimeSource time;
  private final Duration lookBack;
  private final RunStore runs = new RunStore();
  private final PositionStore positions = new PositionStore();

  Settlements(Database database, TimeSource time, Duration lookBack) {
    this.database = database;
    this.time = time;
    this.lookBack = lookBack;
  }

  /**
   * What is to be done so that a day is cleared.
   *
   * @return the run of that day, as it is or new; or that of an earlier day, which is OPEN and must
   *     be finished first
   */
  Run begin(Day day) {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Optional<Run> begun = database.transact(transaction -> tryBegin(transaction, day));
      if (begun.isPresent()) {
        return begun.get();
      }
    }
    throw RpcException.of(RpcCode.ABORTED, day + ": too many begin at a time");
  }

  /**
   * Adds a page of payments to a run, those that no run has yet. Does nothing when it is CLEARED.
   *
   * @param page all that follow, in their order, on those that the run has reached
   * @param isLast whether that is all of them
   * @return the run as it now is
   */
  Run add(Day day, List<PaymentDetails> page, boolean isLast) {
    return database.transact(
        transaction -> {
          Run run = runs.locked(transaction, day);
          if (run.isCleared()) {
            return run;
          }
          add(transaction, day, Tally.of(fresh(transaction, day, page)));
          Run after = isLast ? run.cleared(nowMillis()) : run.reached(Listing.lastMillis(page));
          runs.update(transaction, after);
          return after;
        });
  }

  /** The run of the latest day: the only one that can be OPEN. */
  Optional<Run> last() {
    return database.read(runs::last);
  }

  SettlementDetails get(Day day) {
    return database.read(
        transaction -> run(transaction, day).toMessage(positions.sums(transaction, day)));
  }

  /** The currencies of a settlement that is CLEARED, by their codes. */
  List<String> currencies(Day day) {
    return database.read(
        transaction -> {
          if (!run(transaction, day).isCleared()) {
            throw Refusals.settlementOpen(day);
          }
          return positions.sums(transaction, day).stream().map(CurrencySum::currency).toList();
        });
  }

  /** Positions in a currency, by account, from after one on. */
  List<NetPosition> page(Day day, String currency, String afterAccountId, int limit) {
    return database.read(
        transaction -> positions.page(transaction, day, currency, afterAccountId, limit));
  }

  /** Empty when somebody else began a run at the same time. */
  private Optional<Run> tryBegin(Transaction transaction, Day day) throws SQLException {
    Optional<Run> last = runs.last(transaction);
    Optional<Run> same = runs.byDay(transaction, day);
    if (same.isPresent()) {
      return same;
    }
    if (last.isPresent() && last.get().day().compareTo(day) > 0) {
      throw Refusals.laterDayCleared(day, last.get().day());
    }
    if (!day.isOver(time.now())) {
      throw Refusals.dayNotOver(day);
    }
    if (last.isPresent() && !last.get().isCleared()) {
      return last;
    }
    Run run = Run.following(last, day, lookBack, nowMillis());
    return runs.insert(transaction, run, last) ? Optional.of(run) : Optional.empty();
  }

  /** Marks payments as cleared, and gives those that were not before. */
  private List<PaymentDetails> fresh(
      Transaction transaction, Day day, List<PaymentDetails> payments) throws SQLException {
    List<PaymentDetails> fresh = new ArrayList<>();
    for (PaymentDetails payment : payments) {
      if (positions.clear(transaction, day, payment.getPaymentId())) {
        fresh.add(payment);
      }
    }
    return fresh;
  }

  private void add(Transaction transaction, Day day, Tally tally) throws SQLException {
    Map<String, Integer> opened = new HashMap<>();
    for (NetPosition position : tally.positions()) {
      if (positions.add(transaction, day, position)) {
        opened.merge(position.currency(), 1, Integer::sum);
      }
    }
    for (CurrencySum sum : tally.currencies()) {
      int more = opened.getOrDefault(sum.currency(), 0);
      positions.add(
          transaction, day, new CurrencySum(sum.currency(), sum.payments(), sum.turnover(), more));
    }
  }

  private Run run(Transaction transaction, Day day) throws SQLException {
    return runs.byDay(transaction, day).orElseThrow(() -> Refusals.dayNotCleared(day));
  }

  private long nowMillis() {
    return time.now().toEpochMilli();
  }
}
