package io.vertebra.payment;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables to the version this code needs, by Flyway. */
final class Schema {

  /** The version of the newest file in {@code db/payment}; a test holds the two together. */
  static final int VERSION = 4;

  private static final String HISTORY = "flyway_schema_history";

  private final DataSource dataSource;

  Schema(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Creates or upgrades the tables; costs one query when they are up to date, because Flyway itself
   * needs half a second to find that out.
   */
  void migrate() {
    if (isUpToDate()) {
      return;
    }
    Flyway.configure(Schema.class.getClassLoader())
        .dataSource(dataSource)
        .locations("classpath:db/payment")
        .table(HISTORY)
        .failOnMissingLocations(true)
        .cleanDisabled(true)
        .load()
        .migrate();
  }

  private boolean isUpToDate() {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT COUNT(DISTINCT version), MIN(success) FROM "
                    + HISTORY
                    + " WHERE version IS NOT NULL")) {
      return row.next() && row.getInt(1) == VERSION && row.getBoolean(2);
    } catch (SQLException noHistory) {
      return false;
    }
  }
}
