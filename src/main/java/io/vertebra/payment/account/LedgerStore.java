package io.vertebra.payment.account;

import io.vertebra.payment.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The statements of the ledger. No state; all methods work in the transaction they are given. */
final class LedgerStore {

  private static final String ACCOUNT_COLUMNS =
      "account_id, kind, holder_name, currency, available, held";
  private static final String RESERVATION_COLUMNS =
      "reservation_id, payer_account_id, payee_account_id, currency, amount, state,"
          + " created_at_millis";

  Optional<LedgerAccount> account(Transaction transaction, String accountId) throws SQLException {
    return transaction.first(
        "SELECT " + ACCOUNT_COLUMNS + " FROM account WHERE account_id = ?",
        LedgerStore::readAccount,
        accountId);
  }

  /** Locks the account until the transaction ends. */
  Optional<LedgerAccount> lockedAccount(Transaction transaction, String accountId)
      throws SQLException {
    return transaction.first(
        "SELECT " + ACCOUNT_COLUMNS + " FROM account WHERE account_id = ? FOR UPDATE",
        LedgerStore::readAccount,
        accountId);
  }

  /** Returns false when the id is taken. */
  boolean insertAccount(Transaction transaction, LedgerAccount account, long nowMillis)
      throws SQLException {
    return transaction.insertIfAbsent(
        "INSERT INTO account ("
            + ACCOUNT_COLUMNS
            + ", created_at_millis)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        account.accountId(),
        account.kind().name(),
        account.holderName(),
        account.currency(),
        account.available(),
        account.held(),
        nowMillis);
  }

  void updateBalance(Transaction transaction, LedgerAccount account) throws SQLException {
    transaction.update(
        "UPDATE account SET available = ?, held = ? WHERE account_id = ?",
        account.available(),
        account.held(),
        account.accountId());
  }

  void insertEntries(Transaction transaction, Transfer transfer, long nowMillis)
      throws SQLException {
    int entryNo = 0;
    for (Entry entry : transfer.entries()) {
      transaction.update(
          "INSERT INTO ledger_entry (transfer_id, entry_no, account_id, bucket, currency, amount,"
              + " created_at_millis) VALUES (?, ?, ?, ?, ?, ?, ?)",
          transfer.transferId(),
          entryNo++,
          entry.accountId(),
          entry.bucket().name(),
          transfer.currency(),
          entry.amount(),
          nowMillis);
    }
  }

  /** Locks the reservation until the transaction ends. */
  Optional<ReservedMoney> lockedReservation(Transaction transaction, String reservationId)
      throws SQLException {
    return transaction.first(
        "SELECT " + RESERVATION_COLUMNS + " FROM reservation WHERE reservation_id = ? FOR UPDATE",
        LedgerStore::readReservation,
        reservationId);
  }

  void insertReservation(Transaction transaction, ReservedMoney money) throws SQLException {
    transaction.update(
        "INSERT INTO reservation (" + RESERVATION_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)",
        money.reservationId(),
        money.payerAccountId(),
        money.payeeAccountId(),
        money.currency(),
        money.amount(),
        money.state().name(),
        money.createdAtMillis());
  }

  void updateReservation(Transaction transaction, ReservedMoney money) throws SQLException {
    transaction.update(
        "UPDATE reservation SET state = ? WHERE reservation_id = ?",
        money.state().name(),
        money.reservationId());
  }

  private static LedgerAccount readAccount(ResultSet row) throws SQLException {
    return new LedgerAccount(
        row.getString(1),
        LedgerAccount.Kind.valueOf(row.getString(2)),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(6));
  }

  private static ReservedMoney readReservation(ResultSet row) throws SQLException {
    return new ReservedMoney(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        ReservedMoney.State.valueOf(row.getString(6)),
        row.getLong(7));
  }
}
