package io.vertebra.proof.payment;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads, and for a break spoils, the database of a node that does not run. */
final class Audit implements AutoCloseable {

  private final Connection connection;

  private Audit(Connection connection) {
    this.connection = connection;
  }

  /** Opens the files of a node's data directory. */
  static Audit of(Path dataDir) throws SQLException {
    return new Audit(
        DriverManager.getConnection(
            "jdbc:h2:file:"
                + dataDir.toAbsolutePath().resolve("payment")
                + ";MODE=MySQL"
                + ";DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"));
  }

  /** All entries together. */
  long sumOfEntries() throws SQLException {
    return number("SELECT COALESCE(SUM(amount), 0) FROM ledger_entry");
  }

  /** All accounts together, that of the world outside included. */
  long sumOfAccounts() throws SQLException {
    return number("SELECT COALESCE(SUM(available) + SUM(held), 0) FROM account");
  }

  /** Accounts whose balance is not what their entries add up to. */
  long accountsOffTheirEntries() throws SQLException {
    return number(
        "SELECT COUNT(*) FROM account a WHERE a.available + a.held <> (SELECT"
            + " COALESCE(SUM(e.amount), 0) FROM ledger_entry e WHERE e.account_id = a.account_id)");
  }

  /** What is set aside. */
  long held() throws SQLException {
    return number("SELECT COALESCE(SUM(held), 0) FROM account");
  }

  /** Payments that are not over. */
  long open() throws SQLException {
    return number("SELECT COUNT(*) FROM payment WHERE step <> 'DONE'");
  }

  /** Wishes that were paid for more than once, whatever the keys. */
  long paidAgain() throws SQLException {
    return number(
        "SELECT COUNT(*) FROM (SELECT description FROM payment WHERE state = 'SETTLED'"
            + " GROUP BY description HAVING COUNT(*) > 1) again");
  }

  /** Confirmed reservations that are of no settled payment, and the other way round. */
  long movedWithoutPayment() throws SQLException {
    return number(
        "SELECT (SELECT COUNT(*) FROM reservation WHERE state = 'CONFIRMED')"
            + " - (SELECT COUNT(*) FROM payment WHERE state = 'SETTLED')");
  }

  /** Puts one cent into an account, past the ledger. */
  void plantCent() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE account SET available = available + 1 WHERE account_id = 'payee-0'");
    }
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
