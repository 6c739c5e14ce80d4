package io.vertebra.payment;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertebra.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Which database a service keeps its state in: the keys below {@code modules.<name>.database}. */
public record DatabaseConfig(
    @Doc("JDBC URL of an H2 or MariaDB database; empty for H2 in a file of the data directory")
        @Default("")
        String url,
    @Doc("User of the database") @Default("") String user,
    @Doc("Password of the user") @Secret @Default("") String password,
    @Doc("Connections that are open at most") @Default("10") int maxConnections,
    @Doc("How long work waits for a connection") @Default("5s") Duration connectTimeout) {

  private static final String H2 = "jdbc:h2:";

  /** Checks the ranges. */
  public DatabaseConfig {
    Check.that(
        url.isEmpty() || url.startsWith("jdbc:"),
        "url",
        shown(url),
        "a JDBC URL, jdbc:..., or nothing");
    Check.that(
        !url.startsWith(H2) || isOfThisProcess(url),
        "url",
        shown(url),
        "H2 in this process, jdbc:h2:file:... or jdbc:h2:mem:..., without AUTO_SERVER");
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
        H2
            + "file:"
            + dataDir.toAbsolutePath().resolve("payment")
            + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64;TRACE_LEVEL_FILE=0";
    return new DatabaseConfig(embedded, user, password, maxConnections, connectTimeout);
  }

  /** Whether the database is H2 in this process, which no other process can open meanwhile. */
  public boolean isEmbedded() {
    return url.startsWith(H2);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "DatabaseConfig[" + shownUrl() + ", " + user + "]";
  }

  /** The URL without its parameters, which may hold a password. */
  String shownUrl() {
    return shown(url);
  }

  private static String shown(String url) {
    return url.split("[?;]", 2)[0];
  }

  private static boolean isOfThisProcess(String url) {
    boolean local = url.startsWith(H2 + "file:") || url.startsWith(H2 + "mem:");
    return local && !url.toUpperCase(Locale.ROOT).contains("AUTO_SERVER");
  }
}
