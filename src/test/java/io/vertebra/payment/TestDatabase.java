package io.vertebra.payment;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which database the tests run on: embedded H2, or the empty one that the system property {@code
 * payment.test.url} names (user {@code test}, password {@code test}).
 */
public final class TestDatabase {

  private static final String SERVER_URL = System.getProperty("payment.test.url", "");

  private TestDatabase() {}

  /** A configuration whose database has no tables. */
  public static DatabaseConfig empty(Path dir) {
    if (SERVER_URL.isEmpty()) {
      return new DatabaseConfig("", "", "", 10, Duration.ofSeconds(5)).in(dir);
    }
    dropAllTables();
    return new DatabaseConfig(SERVER_URL, "test", "test", 10, Duration.ofSeconds(5));
  }

  private static void dropAllTables() {
    try (Connection connection = DriverManager.getConnection(SERVER_URL, "test", "test");
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery("SHOW TABLES")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      for (String table : tables) {
        statement.execute("DROP TABLE " + table);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
