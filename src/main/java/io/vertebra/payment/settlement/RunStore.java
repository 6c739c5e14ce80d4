package io.vertebra.payment.settlement;

import io.vertebra.payment.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** The statements on runs. No state; all methods work in the transaction they are given. */
final class RunStore {

  private static final String SELECT =
      "SELECT settlement_day, reached_millis, begun_at_millis, cleared_at_millis FROM settlement";

  /** What the first run of all follows. */
  private static final String NO_DAY = "";

  /**
   * Stores a new run.
   *
   * @param previous the one it follows
   * @return false when there is one of its day, or another one that follows the previous one
   */
  boolean insert(Transaction transaction, Run run, Optional<Run> previous) throws SQLException {
    return transaction.insertIfAbsent(
        "INSERT INTO settlement (settlement_day, previous_day, state, reached_millis,"
            + " begun_at_millis) VALUES (?, ?, ?, ?, ?)",
        run.day().toString(),
        previous.map(before -> before.day().toString()).orElse(NO_DAY),
        run.state(),
        run.reachedMillis(),
        run.begunAtMillis());
  }

  Optional<Run> byDay(Transaction transaction, Day day) throws SQLException {
    return transaction.first(SELECT + " WHERE settlement_day = ?", RunStore::read, day.toString());
  }

  /** The run of a day, which must be there; nobody else can lock it until the transaction ends. */
  Run locked(Transaction transaction, Day day) throws SQLException {
    return transaction
        .first(SELECT + " WHERE settlement_day = ? FOR UPDATE", RunStore::read, day.toString())
        .orElseThrow(() -> new IllegalStateException(day + ": begun, and yet not there"));
  }

  /** The run of the latest day: the only one that can be OPEN. */
  Optional<Run> last(Transaction transaction) throws SQLException {
    return transaction.first(SELECT + " ORDER BY settlement_day DESC LIMIT 1", RunStore::read);
  }

  /** Writes how far a run has come, which the transaction has locked. */
  void update(Transaction transaction, Run run) throws SQLException {
    Long clearedAtMillis = run.isCleared() ? run.clearedAtMillis().getAsLong() : null;
    transaction.update(
        "UPDATE settlement SET state = ?, reached_millis = ?, cleared_at_millis = ?"
            + " WHERE settlement_day = ?",
        run.state(),
        run.reachedMillis(),
        clearedAtMillis,
        run.day().toString());
  }

  private static Run read(ResultSet row) throws SQLException {
    long clearedAtMillis = row.getLong(4);
    OptionalLong clearedAt =
        row.wasNull() ? OptionalLong.empty() : OptionalLong.of(clearedAtMillis);
    return new Run(
        Day.parse(row.getString(1)).orElseThrow(), row.getLong(2), row.getLong(3), clearedAt);
  }
}
