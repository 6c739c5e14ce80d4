package io.vertebra.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The statements of one transaction of a {@link Database}.
 *
 * <p>One thread, and only inside the work it was handed to. Statements bind their arguments in
 * order: strings, numbers, byte arrays, or null.
 */
public final class Transaction {

  private static final int MYSQL_DUPLICATE_KEY = 1062;
  private static final String H2_DUPLICATE_KEY = "23505";

  /**
   * Reads one row.
   *
   * @param <T> what a row becomes
   */
  @FunctionalInterface
  public interface RowReader<T> {

    /** The row the result set is at. */
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;

  Transaction(Connection connection) {
    this.connection = connection;
  }

  /**
   * Inserts, updates or deletes.
   *
   * @return how many rows were changed
   */
  public int update(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  /**
   * Inserts one row unless its key is taken. Waits for the end of another transaction that is
   * inserting the same key.
   *
   * @return false when the key is taken; the transaction goes on
   */
  public boolean insertIfAbsent(String sql, Object... arguments) throws SQLException {
    try {
      update(sql, arguments);
      return true;
    } catch (SQLException failure) {
      if (isDuplicateKey(failure)) {
        return false;
      }
      throw failure;
    }
  }

  /** The first row of a query; empty when there is none. */
  public <T> Optional<T> first(String sql, RowReader<T> reader, Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  /** All rows of a query, which must bound their number itself. */
  public <T> List<T> all(String sql, RowReader<T> reader, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(sql, arguments);
        ResultSet rows = statement.executeQuery()) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(reader.read(rows));
      }
      return result;
    }
  }

  private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < arguments.length; i++) {
      bind(statement, i + 1, arguments[i]);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, int index, Object argument)
      throws SQLException {
    if (argument == null) {
      statement.setNull(index, Types.VARCHAR);
    } else if (argument instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else {
      statement.setObject(index, argument);
    }
  }

  private static boolean isDuplicateKey(SQLException failure) {
    return H2_DUPLICATE_KEY.equals(failure.getSQLState())
        || failure.getErrorCode() == MYSQL_DUPLICATE_KEY;
  }
}
