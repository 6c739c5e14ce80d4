package io.vertebra.payment;

import io.vertebra.payment.Schema.Migration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Creates the tables of a new H2 database without Flyway, and the history that Flyway would have
 * left, so that Flyway takes over with the next migration. A test compares the two.
 *
 * <p>A marker table exists while it works. Whoever finds one, after a kill, begins anew.
 */
final class EmbeddedSchema {

  private static final String MARKER = "payment_schema_in_the_making";

  private final DataSource dataSource;

  EmbeddedSchema(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Creates the tables if there are none.
   *
   * @return false when there are some, which are left as they are
   * @throws IllegalStateException when a statement fails
   */
  boolean create(List<Migration> migrations) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      if (tables(statement, "LIKE '" + MARKER + "'") > 0) {
        statement.execute("DROP ALL OBJECTS");
      } else if (tables(statement, "LIKE '%'") > 0) {
        return false;
      }
      statement.execute("CREATE TABLE " + MARKER + " (nothing INT)");
      for (Migration migration : migrations) {
        statement.execute(migration.sql());
      }
      createHistory(connection, migrations);
      statement.execute("DROP TABLE " + MARKER);
      connection.commit();
      return true;
    } catch (SQLException failure) {
      throw new IllegalStateException("the tables cannot be created", failure);
    }
  }

  private static int tables(Statement statement, String condition) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT COUNT(*) FROM information_schema.tables"
                + " WHERE table_schema = SCHEMA() AND table_name "
                + condition)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void createHistory(Connection connection, List<Migration> migrations)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE "%1$s" (
            "installed_rank" INT NOT NULL,
            "version" VARCHAR(50),
            "description" VARCHAR(200) NOT NULL,
            "type" VARCHAR(20) NOT NULL,
            "script" VARCHAR(1000) NOT NULL,
            "checksum" INT,
            "installed_by" VARCHAR(100) NOT NULL,
            "installed_on" TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL,
            "execution_time" INT NOT NULL,
            "success" BOOLEAN NOT NULL,
            CONSTRAINT "%1$s_pk" PRIMARY KEY ("installed_rank")
          );
          CREATE INDEX "%1$s_s_idx" ON "%1$s" ("success");
          """
              .formatted(Schema.HISTORY));
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO "
                + Schema.HISTORY
                + " (installed_rank, version, description, type, script, checksum, installed_by,"
                + " execution_time, success) VALUES (?, ?, ?, 'SQL', ?, ?, '', 0, TRUE)")) {
      for (Migration migration : migrations) {
        insert.setInt(1, migration.version());
        insert.setString(2, Integer.toString(migration.version()));
        insert.setString(3, migration.description());
        insert.setString(4, migration.script());
        insert.setInt(5, migration.checksum());
        insert.executeUpdate();
      }
    }
  }
}
