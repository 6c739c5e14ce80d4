package io.vertebra.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertebra.config.ConfigException;
import io.vertebra.config.ConfigNode;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

  private static final String INSERT = "INSERT INTO risk_payer (payer_account_id) VALUES (?)";

  @TempDir private Path dir;

  private Database open() {
    return Database.open(TestDatabase.empty(dir));
  }

  private static long rows(Database database) {
    return database.read(
        tx -> tx.first("SELECT COUNT(*) FROM risk_payer", row -> row.getLong(1)).orElseThrow());
  }

  @Test
  void rollsBackWhatThrows() {
    try (Database database = open()) {
      assertThatThrownBy(
              () ->
                  database.transact(
                      transaction -> {
                        transaction.update(INSERT, "a");
                        throw RpcException.of(RpcCode.NOT_FOUND, "no");
                      }))
          .isInstanceOf(RpcException.class);

      assertThat(rows(database)).isZero();
    }
  }

  @Test
  void goesOnAfterAKeyThatIsTaken() {
    try (Database database = open()) {
      boolean second =
          database.transact(
              transaction -> {
                transaction.insertIfAbsent(INSERT, "a");
                transaction.insertIfAbsent(INSERT, "b");
                return transaction.insertIfAbsent(INSERT, "a");
              });

      assertThat(second).isFalse();
      assertThat(rows(database)).isEqualTo(2);
    }
  }

  @Test
  void triesAgainWhatTheDatabaseRolledBackOverALock() {
    try (Database database = open()) {
      int[] attempts = {0};

      database.transact(
          transaction -> {
            if (++attempts[0] < 3) {
              throw new SQLException("deadlock", "40001");
            }
            return transaction.update(INSERT, "a");
          });

      assertThat(attempts[0]).isEqualTo(3);
      assertThat(rows(database)).isEqualTo(1);
    }
  }

  @Test
  void tellsFailuresThatPassFromOthersAndKeepsTheirTextToItself() {
    try (Database database = open()) {
      assertThatThrownBy(
              () ->
                  database.transact(
                      transaction -> {
                        throw new SQLException("deadlock of secret", "40001");
                      }))
          .hasMessage("UNAVAILABLE: the database cannot be reached or is busy");
      assertThatThrownBy(() -> database.transact(tx -> tx.update("SELECT nonsense")))
          .hasMessage("INTERNAL: the database failed");
    }
  }

  @Test
  void saysWhichDatabaseCannotBeOpened() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "");
    DatabaseConfig inAFile =
        new DatabaseConfig("", "", "", 1, Duration.ofMillis(250)).in(file.resolve("below"));

    assertThatThrownBy(() -> Database.open(inAFile))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("database.url: jdbc:h2:file:")
        .hasMessageContaining("(expected: a database that can be opened)");
  }

  @Test
  void refusesAUrlThatSharesH2BetweenProcesses() {
    for (String url : new String[] {"jdbc:h2:tcp://x/y", "jdbc:h2:file:/x;AUTO_SERVER=TRUE"}) {
      assertThatThrownBy(
              () -> ConfigNode.parse("t", "url: \"" + url + "\"").bind(DatabaseConfig.class))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("expected: H2 in this process");
    }
  }

  @Test
  void keepsEveryCommitOverAKill() throws Exception {
    Path output = dir.resolve("output");
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            CommitForever.class.getName(),
            dir.toString());
    Process process =
        command.redirectOutput(output.toFile()).redirectError(Redirect.DISCARD).start();
    await().atMost(Duration.ofSeconds(60)).until(() -> told(output) >= 500);
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    long told = told(output);

    DatabaseConfig config = new DatabaseConfig("", "", "", 4, Duration.ofSeconds(5)).in(dir);
    try (Database database = Database.open(config)) {
      assertThat(rows(database)).isBetween(told, told + 1);
    }
  }

  private static long told(Path output) throws IOException {
    return Files.readString(output).lines().filter(line -> line.startsWith("row")).count();
  }
}
