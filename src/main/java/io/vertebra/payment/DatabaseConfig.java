package io.vertebra.payment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Which database a service keeps its state in.
 *
 * @param url a JDBC URL of H2 or MariaDB
 * @param user may be empty
 * @param password may be empty
 * @param maxConnections 1 to 200, default 10
 * @param connectTimeout how long work waits for a connection, 250 ms to 60 s, default 5 s
 */
public record DatabaseConfig(
    String url, String user, String password, int maxConnections, Duration connectTimeout) {

  private static final Duration SHORTEST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** Checks the ranges. */
  public DatabaseConfig {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException(
          "database.url: " + url + " (expected: a JDBC URL, jdbc:...)");
    }
    if (maxConnections < 1 || maxConnections > 200) {
      throw new IllegalArgumentException(
          "database.maxConnections: " + maxConnections + " (expected: 1..200)");
    }
    if (connectTimeout.compareTo(SHORTEST) < 0 || connectTimeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "database.connectTimeout: " + connectTimeout + " (expected: 250ms..60s)");
    }
  }

  /**
   * H2 in this process, in a file that one process at a time can open.
   *
   * @param directory where the file is, created when missing
   */
  public static DatabaseConfig embedded(Path directory) {
    // WRITE_DELAY=0: a commit has reached the file when it returns, so a killed process loses none.
    String url =
        "jdbc:h2:file:"
            + directory.toAbsolutePath().resolve("payment")
            + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64";
    return new DatabaseConfig(url, "", "", 10, Duration.ofSeconds(5));
  }
}
