package io.vertebra.payment.settlement;

import io.vertebra.payment.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The statements on what settlements come to. No state; all methods work in the transaction they
 * are given, and those that write ask that it has locked the run of the day.
 */
final class PositionStore {

  /** More currencies than there are. */
  private static final int MAX_CURRENCIES = 1000;

  /** Marks a payment as cleared; false when it was before, by whatever settlement. */
  boolean clear(Transaction transaction, Day day, String paymentId) throws SQLException {
    return transaction.insertIfAbsent(
        "INSERT INTO settlement_payment (payment_id, settlement_day) VALUES (?, ?)",
        paymentId,
        day.toString());
  }

  /** Adds to a position; true when it is a new one. */
  boolean add(Transaction transaction, Day day, NetPosition more) throws SQLException {
    Optional<NetPosition> before =
        transaction.first(
            "SELECT currency, account_id, paid, received FROM settlement_position"
                + " WHERE settlement_day = ? AND currency = ? AND account_id = ?",
            PositionStore::position,
            day.toString(),
            more.currency(),
            more.accountId());
    NetPosition after = before.isPresent() ? before.get().plus(more) : more;
    transaction.update(
        before.isPresent()
            ? "UPDATE settlement_position SET paid = ?, received = ?"
                + " WHERE settlement_day = ? AND currency = ? AND account_id = ?"
            : "INSERT INTO settlement_position"
                + " (paid, received, settlement_day, currency, account_id) VALUES (?, ?, ?, ?, ?)",
        after.paid(),
        after.received(),
        day.toString(),
        after.currency(),
        after.accountId());
    return before.isEmpty();
  }

  /** Adds to what a currency comes to. */
  void add(Transaction transaction, Day day, CurrencySum more) throws SQLException {
    Optional<CurrencySum> before =
        transaction.first(
            "SELECT currency, payments, turnover, positions FROM settlement_currency"
                + " WHERE settlement_day = ? AND currency = ?",
            PositionStore::sum,
            day.toString(),
            more.currency());
    CurrencySum after = before.isPresent() ? before.get().plus(more) : more;
    transaction.update(
        before.isPresent()
            ? "UPDATE settlement_currency SET payments = ?, turnover = ?, positions = ?"
                + " WHERE settlement_day = ? AND currency = ?"
            : "INSERT INTO settlement_currency"
                + " (payments, turnover, positions, settlement_day, currency)"
                + " VALUES (?, ?, ?, ?, ?)",
        after.payments(),
        after.turnover(),
        after.positions(),
        day.toString(),
        after.currency());
  }

  /** What the currencies of a day come to, by their codes. */
  List<CurrencySum> sums(Transaction transaction, Day day) throws SQLException {
    return transaction.all(
        "SELECT currency, payments, turnover, positions FROM settlement_currency"
            + " WHERE settlement_day = ? ORDER BY currency LIMIT ?",
        PositionStore::sum,
        day.toString(),
        MAX_CURRENCIES);
  }

  /** Positions in a currency, by account, from after one on. */
  List<NetPosition> page(
      Transaction transaction, Day day, String currency, String afterAccountId, int limit)
      throws SQLException {
    return transaction.all(
        "SELECT currency, account_id, paid, received FROM settlement_position"
            + " WHERE settlement_day = ? AND currency = ? AND account_id > ?"
            + " ORDER BY settlement_day, currency, account_id LIMIT ?",
        PositionStore::position,
        day.toString(),
        currency,
        afterAccountId,
        limit);
  }

  private static NetPosition position(ResultSet row) throws SQLException {
    return new NetPosition(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4));
  }

  private static CurrencySum sum(ResultSet row) throws SQLException {
    return new CurrencySum(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4));
  }
}
