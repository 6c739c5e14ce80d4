package io.vertebra.payment;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * The one way to the platform's tables: a pool of connections, and transactions on it.
 *
 * <p>Everything goes through one {@link DataSource}, so that another kind of it (a sharding one)
 * can take its place. Safe for use from any thread; all methods block, so call them on {@code
 * BlockingWork}.
 *
 * <p>Embedded H2 is given one writer at a time. With WRITE_DELAY=0, which durable commits need, H2
 * 2.3.232 and 2.4.240 lose updates of rows that other transactions are changing at the same moment,
 * whether by SELECT FOR UPDATE, by a version column, or by arithmetic in the UPDATE itself. A
 * server database locks rows as it should and has as many writers as connections.
 */
public final class Database implements AutoCloseable {

  /**
   * How often a transaction that the database rolled back for its own reasons is tried, 1 or more.
   */
  static final int MAX_ATTEMPTS = 10;

  private static final Set<Integer> LOCK_CONFLICTS =
      Set.of(
          1205, 1213, // MariaDB and MySQL: lock wait timeout, deadlock
          1020, // MariaDB: record has changed since last read
          40001, 50200, 90131); // H2: deadlock, lock timeout, concurrent update

  /**
   * What a transaction does.
   *
   * @param <T> its result
   */
  @FunctionalInterface
  public interface Work<T> {

    /** May be called again from the start, when the database rolled it back. */
    T apply(Transaction transaction) throws SQLException;
  }

  /** Of all embedded databases of this process, since several pools may be on one file. */
  private static final Lock EMBEDDED_WRITER = new ReentrantLock();

  private final HikariDataSource dataSource;
  private final boolean hasOneWriter;

  private Database(HikariDataSource dataSource, boolean hasOneWriter) {
    this.dataSource = dataSource;
    this.hasOneWriter = hasOneWriter;
  }

  /**
   * Opens a pool, and creates or upgrades the tables.
   *
   * @throws IllegalStateException when the database cannot be opened, with the reason
   */
  public static Database open(DatabaseConfig config) {
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(hikari(config));
    } catch (RuntimeException failure) {
      throw new IllegalStateException(
          "database.url: "
              + config.shownUrl()
              + " (expected: a database that can be opened): "
              + failure.getMessage(),
          failure);
    }
    try {
      new Schema(pool, config.isEmbedded()).migrate();
    } catch (RuntimeException failure) {
      pool.close();
      throw failure;
    }
    return new Database(pool, config.isEmbedded());
  }

  /** Where all connections come from. */
  public DataSource dataSource() {
    return dataSource;
  }

  /**
   * Runs work in one transaction and commits it, so that it outlives a kill of the process. Runs it
   * again, up to {@value #MAX_ATTEMPTS} times, when the database rolled it back over a lock.
   *
   * @return what the work returned
   * @throws RpcException as thrown by the work, after a rollback; UNAVAILABLE when the database
   *     cannot be reached or stays locked, INTERNAL when it fails otherwise; both may mean that the
   *     work was committed and only the answer was lost
   */
  public <T> T transact(Work<T> work) {
    if (!hasOneWriter) {
      return attempt(work);
    }
    EMBEDDED_WRITER.lock();
    try {
      return attempt(work);
    } finally {
      EMBEDDED_WRITER.unlock();
    }
  }

  /**
   * Runs work that only reads what has been committed.
   *
   * @return what the work returned
   * @throws RpcException as thrown by the work; UNAVAILABLE or INTERNAL when the database fails
   */
  public <T> T read(Work<T> work) {
    return attempt(work);
  }

  /** Whether the database answers. */
  public boolean isReachable() {
    try (Connection connection = dataSource.getConnection()) {
      return connection.isValid(1);
    } catch (SQLException failure) {
      return false;
    }
  }

  @Override
  public void close() {
    dataSource.close();
  }

  private <T> T attempt(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = dataSource.getConnection()) {
        return once(connection, work);
      } catch (SQLException failure) {
        if (!isLockConflict(failure) || attempt == MAX_ATTEMPTS) {
          throw translate(failure);
        }
      }
    }
  }

  private static <T> T once(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.apply(new Transaction(connection));
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException | Error failure) {
      rollback(connection, failure);
      throw failure;
    }
  }

  private static void rollback(Connection connection, Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }

  private static boolean isLockConflict(SQLException failure) {
    return LOCK_CONFLICTS.contains(failure.getErrorCode()) || "40001".equals(failure.getSQLState());
  }

  private static RpcException translate(SQLException failure) {
    boolean passing =
        failure instanceof SQLTransientException
            || failure instanceof SQLRecoverableException
            || failure instanceof SQLNonTransientConnectionException
            || isLockConflict(failure);
    RpcException translated =
        passing
            ? RpcException.of(RpcCode.UNAVAILABLE, "the database cannot be reached or is busy")
            : RpcException.of(RpcCode.INTERNAL, "the database failed");
    return translated.withCause(failure);
  }

  private static HikariConfig hikari(DatabaseConfig config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("payment");
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password());
    hikari.setMaximumPoolSize(config.maxConnections());
    hikari.setMinimumIdle(1);
    hikari.setConnectionTimeout(config.connectTimeout().toMillis());
    hikari.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    hikari.setAutoCommit(false);
    return hikari;
  }
}
