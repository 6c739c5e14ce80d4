package io.vertebra.payment;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertebra.config.Secret;
import java.nio.file.Path;
import java.time.Duration;

/** Which database a service keeps its state in: the keys below {@code modules.<name>.database}. */
public record DatabaseConfig(
    @Doc("JDBC URL of an H2 or MariaDB database; empty for H2 in a file of the data directory")
        @Default("")
        String url,
    @Doc("User of the database") @Default("") String user,
    @Doc("Password of the user") @Secret @Default("") String password,
    @Doc("Connections that are open at most") @Default("10") int maxConnections,
    @Doc("How long work waits for a connection") @Default("5s") Duration connectTimeout) {

  private static final String EMBEDDED = "jdbc:h2:file:";

  /** Checks the ranges. */
  public DatabaseConfig {
    Check.that(
        url.isEmpty() || url.startsWith("jdbc:"), "url", url, "a JDBC URL, jdbc:..., or nothing");
    Check.range("maxConnections", maxConnections, 1, 200);
    Check.range("connectTimeout", connectTimeout, Duration.ofMillis(250), Duration.ofSeconds(60));
  }

  /**
   * This configuration with a URL in any case.
   *
   * @param dataDir where the file of the embedded database is
   */
  public DatabaseConfig in(Path dataDir) {
    if (!url.isEmpty()) {
      return this;
    }
    // WRITE_DELAY=0: a commit has reached the file when it returns, so a killed process loses none.
    String embedded =
        EMBEDDED
            + dataDir.toAbsolutePath().resolve("payment")
            + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64";
    return new DatabaseConfig(embedded, user, password, maxConnections, connectTimeout);
  }

  /** Whether only one process at a time can have the database open. */
  public boolean isExclusive() {
    return url.startsWith(EMBEDDED) && !url.contains("AUTO_SERVER");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "DatabaseConfig[" + url + ", " + user + "]";
  }
}
