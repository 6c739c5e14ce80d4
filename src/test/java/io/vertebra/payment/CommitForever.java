package io.vertebra.payment;

import java.nio.file.Path;
import java.time.Duration;

/** Commits rows until it is killed, and says so of each once it is committed. */
final class CommitForever {

  private CommitForever() {}

  public static void main(String[] args) {
    DatabaseConfig config = new DatabaseConfig("", "", "", 4, Duration.ofSeconds(5));
    Database database = Database.open(config.in(Path.of(args[0])));
    for (int i = 0; ; i++) {
      String row = "row" + i;
      database.transact(
          transaction ->
              transaction.update("INSERT INTO risk_payer (payer_account_id) VALUES (?)", row));
      System.out.println(row);
    }
  }
}
