package io.vertebra.payment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables to the version this code needs, by the migrations in {@code db/payment}. */
final class Schema {

  /** All migrations, oldest first; a test holds this list and the directory together. */
  static final List<Migration> MIGRATIONS =
      List.of(
          new Migration(1, "account"),
          new Migration(2, "order"),
          new Migration(3, "risk"),
          new Migration(4, "payment"),
          new Migration(5, "settlement"));

  static final String HISTORY = "flyway_schema_history";
  private static final String LOCATION = "db/payment";

  /** A file {@code V<version>__<description>.sql}. */
  record Migration(int version, String description) {

    String script() {
      return "V" + version + "__" + description + ".sql";
    }

    String sql() {
      try (InputStream in =
          Schema.class.getClassLoader().getResourceAsStream(LOCATION + '/' + script())) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    /** As Flyway has it in its history: over the lines, without what ends them. */
    int checksum() {
      CRC32 crc = new CRC32();
      sql().lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
      return (int) crc.getValue();
    }
  }

  private final DataSource dataSource;
  private final boolean isEmbedded;

  Schema(DataSource dataSource, boolean isEmbedded) {
    this.dataSource = dataSource;
    this.isEmbedded = isEmbedded;
  }

  /**
   * Creates or upgrades the tables. Flyway alone takes a second of CPU, most of it to load itself,
   * so it is left out when there is nothing to do, and when the database is embedded and new.
   */
  void migrate() {
    if (isUpToDate() || isEmbedded && new EmbeddedSchema(dataSource).create(MIGRATIONS)) {
      return;
    }
    flyway().migrate();
  }

  /** Flyway over the same migrations. */
  Flyway flyway() {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(dataSource)
        .locations("classpath:" + LOCATION)
        .table(HISTORY)
        .failOnMissingLocations(true)
        .cleanDisabled(true)
        .load();
  }

  private boolean isUpToDate() {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT COUNT(DISTINCT version), MIN(success) FROM "
                    + HISTORY
                    + " WHERE version IS NOT NULL")) {
      return row.next() && row.getInt(1) == MIGRATIONS.size() && row.getBoolean(2);
    } catch (SQLException noHistory) {
      return false;
    }
  }
}
