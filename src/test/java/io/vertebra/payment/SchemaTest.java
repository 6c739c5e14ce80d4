package io.vertebra.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {

  @TempDir private Path dir;

  private HikariDataSource h2(String name) {
    HikariDataSource dataSource = new HikariDataSource();
    dataSource.setJdbcUrl(
        new DatabaseConfig("", "", "", 10, Duration.ofSeconds(5)).in(dir.resolve(name)).url());
    return dataSource;
  }

  private static List<String> query(HikariDataSource dataSource, String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        result.add(rows.getString(1));
      }
      return result;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void execute(HikariDataSource dataSource, String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** All that defines the tables, without what differs from one database to the next. */
  private static List<String> definition(HikariDataSource dataSource) {
    return query(dataSource, "SCRIPT NODATA NOPASSWORDS NOSETTINGS").stream()
        .filter(line -> !line.startsWith("--"))
        .map(line -> line.replaceAll("CONSTRAINT_[0-9A-F]+|PRIMARY_KEY_[0-9A-F]+", "made_up_name"))
        .sorted()
        .toList();
  }

  @Test
  void knowsEveryMigration() {
    File[] files = new File("src/main/resources/db/payment").listFiles();

    assertThat(Objects.requireNonNull(files))
        .extracting(File::getName)
        .containsExactlyInAnyOrderElementsOf(
            Schema.MIGRATIONS.stream().map(Schema.Migration::script).toList());
  }

  @Test
  void makesWhatFlywayMakes() {
    try (HikariDataSource quick = h2("quick");
        HikariDataSource slow = h2("slow")) {
      new Schema(quick, true).migrate();
      new Schema(slow, true).flyway().migrate();

      String history =
          "SELECT CONCAT_WS(' ', installed_rank, version, description, type, script, checksum,"
              + " success) FROM flyway_schema_history WHERE version IS NOT NULL"
              + " ORDER BY installed_rank";
      assertThat(query(quick, history)).isEqualTo(query(slow, history));
      assertThat(definition(quick)).isEqualTo(definition(slow));
      assertThat(new Schema(quick, true).flyway().migrate().migrationsExecuted).isZero();
    }
  }

  @Test
  void beginsAnewAfterAKill() {
    try (HikariDataSource killed = h2("killed");
        HikariDataSource whole = h2("whole")) {
      execute(killed, "CREATE TABLE payment_schema_in_the_making (nothing INT)");
      execute(killed, Schema.MIGRATIONS.get(0).sql());

      new Schema(killed, true).migrate();
      new Schema(whole, true).migrate();

      assertThat(definition(killed)).isEqualTo(definition(whole));
    }
  }

  @Test
  void knowsWhenPaymentsWereSettledBeforeThatWasAskedFor() {
    try (HikariDataSource old = h2("old")) {
      new EmbeddedSchema(old).create(Schema.MIGRATIONS.subList(0, 4));
      for (String step : List.of("DONE", "MARK_PAID")) {
        execute(
            old,
            "INSERT INTO payment (payment_id, idempotency_key, fingerprint, payer_account_id,"
                + " payee_account_id, payer_name, currency, amount, description, step, state,"
                + " name_check, revision, attempts, created_at_millis, updated_at_millis)"
                + " VALUES ('%1$s', '%1$s', X'00', 'a', 'b', 'A', 'EUR', 1, '', '%1$s', 'SETTLED',"
                    .formatted(step)
                + " 'APPROVED', 9, 0, 5, 7)");
      }

      new Schema(old, true).migrate();

      String settled = "SELECT payment_id || settled_at_millis FROM payment";
      assertThat(query(old, settled + " WHERE settled_at_millis IS NOT NULL"))
          .containsExactly("DONE7");
      execute(old, "UPDATE payment SET step = 'DONE', updated_at_millis = 8 WHERE step <> 'DONE'");
      assertThat(query(old, settled)).containsExactlyInAnyOrder("DONE7", "MARK_PAID8");
    }
  }

  @Test
  void leavesAnotherDatabaseAlone() {
    try (HikariDataSource foreign = h2("foreign")) {
      execute(foreign, "CREATE TABLE precious (id INT)");

      assertThat(new EmbeddedSchema(foreign).create(Schema.MIGRATIONS)).isFalse();

      assertThat(query(foreign, "SHOW TABLES")).containsExactly("precious");
    }
  }

  @Test
  void isDoneWhenTheTablesAreThere() {
    try (HikariDataSource dataSource = h2("again")) {
      new Schema(dataSource, true).migrate();
      new Schema(dataSource, true).migrate();

      assertThat(query(dataSource, "SELECT COUNT(*) FROM flyway_schema_history"))
          .containsExactly(Integer.toString(Schema.MIGRATIONS.size()));
    }
  }
}
