package io.vertebra.proof.payment;

import io.grpc.StatusRuntimeException;
import io.vertebra.payment.account.v1.AccountBalance;
import io.vertebra.payment.account.v1.AccountService;
import io.vertebra.payment.account.v1.BalanceRequest;
import io.vertebra.payment.account.v1.DepositRequest;
import io.vertebra.payment.account.v1.OpenRequest;
import io.vertebra.payment.type.v1.Money;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.payment.v1.PaymentState;
import io.vertebra.proof.Figures;
import io.vertebra.proof.Node;
import io.vertebra.proof.Proof;
import io.vertebra.proof.StockClient;
import io.vertebra.proof.Trial;
import io.vertebra.proof.payment.Plan.Fate;
import io.vertebra.proof.payment.Plan.Item;
import io.vertebra.proof.payment.Plan.Repeat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Kills the process in the middle of many payments, starts it again, and counts the money. */
public final class PaymentProof implements Proof {

  private static final String KEYS = "keys";
  private static final String DURABILITY = "durability";
  private static final String RECOVERY = "recovery";
  private static final String CENT = "cent";
  private static final String KILL = "kill";

  private static final long SEED = 20_261_123;

  @Override
  public String topic() {
    return "payment";
  }

  @Override
  public String claim() {
    return "kill -9 in the middle of 50 payments at a time: no cent is lost or made, none paid twice";
  }

  @Override
  public Map<String, String> breaks() {
    return Map.of(
        KEYS, "sends every call under an idempotency key of its own",
        DURABILITY, "lets the database keep commits in memory for 10 s before it writes them",
        RECOVERY, "reads the database as the kill left it, before recovery has run",
        CENT, "puts one cent into an account behind the platform's back",
        KILL, "does not kill the process");
  }

  @Override
  public Figures run(Trial trial) throws Exception {
    Plan plan = Plan.of(trial.size(1000, 200), SEED);
    Experiment experiment = new Experiment(trial, plan);
    try {
      experiment.run();
      return experiment.figures();
    } finally {
      experiment.end();
    }
  }

  /** One run. */
  private static final class Experiment {

    private final Trial trial;
    private final Plan plan;
    private final Drive drive;
    private final Path data;
    private final Path asKilled;
    private final Map<String, AccountBalance> balances = new HashMap<>();
    private Node node;
    private StockClient client;
    private long killedMillis;
    private long readyNanos;
    private long tookNanos;
    private long lastDoubtOverNanos;
    private long[] waitsNanos;
    private long changed;

    Experiment(Trial trial, Plan plan) {
      this.trial = trial;
      this.plan = plan;
      this.drive = new Drive(trial.breaks(KEYS), plan.items().size() / 2);
      this.data = trial.dir().resolve("data");
      this.asKilled = trial.dir().resolve("as-killed");
    }

    void run() throws Exception {
      start();
      openAccounts();
      ExecutorService workers = Drive.workers();
      long startNanos = System.nanoTime();
      drive.connect(client);
      List<Future<?>> sending = drive.start(workers, plan);
      drive.awaitHalf();
      if (!trial.breaks(KILL)) {
        killAndRestart();
      }
      for (Future<?> sent : sending) {
        sent.get();
      }
      tookNanos = System.nanoTime() - startNanos;
      workers.shutdown();
      lastDoubtOverNanos = drive.lastDoubtOverNanos.get();
      waitsNanos = drive.waitsNanos.stream().mapToLong(Long::longValue).sorted().toArray();
      changed = drive.replay(plan);
      readBalances();
      node.stop();
    }

    private void start() throws IOException {
      node = Node.start(trial.jar(), trial.dir().resolve("node.log"), options());
      client = new StockClient(node.host(), node.port());
      readyNanos = System.nanoTime();
    }

    private List<String> options() {
      List<String> options = new ArrayList<>(List.of("--data-dir", data.toString()));
      if (trial.breaks(DURABILITY)) {
        String url =
            "jdbc:h2:file:"
                + data.resolve("payment")
                + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
                + ";WRITE_DELAY=10000;DB_CLOSE_ON_EXIT=FALSE";
        for (String module : List.of("account", "order", "risk", "payment", "settlement")) {
          options.addAll(List.of("--set", "modules." + module + ".database.url=" + url));
        }
      }
      return options;
    }

    private void openAccounts() {
      plan.funds()
          .forEach(
              (id, cents) -> {
                client.call(
                    AccountService.METHOD_OPEN,
                    OpenRequest.newBuilder()
                        .setIdempotencyKey("open-" + id)
                        .setAccountId(id)
                        .setHolderName(id)
                        .setCurrency(Plan.CURRENCY)
                        .build());
                if (cents > 0) {
                  deposit(id, cents);
                }
              });
    }

    private void deposit(String id, long cents) {
      client.call(
          AccountService.METHOD_DEPOSIT,
          DepositRequest.newBuilder()
              .setIdempotencyKey("deposit-" + id)
              .setAccountId(id)
              .setAmount(Money.newBuilder().setMinorUnits(cents).setCurrency(Plan.CURRENCY))
              .build());
    }

    private void killAndRestart() throws Exception {
      StockClient old = drive.disconnect();
      node.kill();
      killedMillis = System.currentTimeMillis();
      copyData();
      if (trial.breaks(CENT)) {
        try (Audit audit = Audit.of(data)) {
          audit.plantCent();
        }
      }
      start();
      drive.connect(client);
      old.close();
    }

    private void copyData() throws IOException {
      Files.createDirectories(asKilled);
      try (Stream<Path> files = Files.list(data)) {
        for (Path file : files.toList()) {
          Files.copy(file, asKilled.resolve(file.getFileName()));
        }
      }
    }

    private void readBalances() {
      Stream.concat(plan.funds().keySet().stream(), Stream.of("external-" + Plan.CURRENCY))
          .forEach(id -> balances.put(id, balance(id)));
    }

    /** Nothing at all when the account is not there any more. */
    private AccountBalance balance(String id) {
      try {
        BalanceRequest request = BalanceRequest.newBuilder().setAccountId(id).build();
        return client.call(AccountService.METHOD_BALANCE, request).getAccount();
      } catch (StatusRuntimeException failure) {
        return AccountBalance.getDefaultInstance();
      }
    }

    Figures figures() throws Exception {
      Figures figures = new Figures().note("payments asked for", plan.items().size());
      outcomes(figures);
      repeats(figures);
      kill(figures);
      money(figures);
      speed(figures);
      return figures;
    }

    private void outcomes(Figures figures) {
      for (PaymentState state : PaymentState.values()) {
        long count =
            drive.answers.values().stream().filter(answer -> answer.getState() == state).count();
        if (count > 0) {
          figures.note("  " + state.name().substring("PAYMENT_STATE_".length()), count);
        }
      }
      figures.exactly("ended as planned", plan.items().size(), asPlanned(), DURABILITY);
    }

    private long asPlanned() {
      long halfSettled = 0;
      long halfOver = 0;
      long rest = 0;
      for (Item item : plan.items()) {
        PaymentDetails answer = drive.answers.get(item.name());
        if (answer == null) {
          continue;
        }
        if (item.fate() == Fate.HALF) {
          halfOver++;
          halfSettled += answer.getState() == PaymentState.PAYMENT_STATE_SETTLED ? 1 : 0;
        } else {
          rest += answer.getState() == item.fate().state ? 1 : 0;
        }
      }
      return rest + halfOver - Math.abs(halfSettled - plan.halfSettled());
    }

    private void repeats(Figures figures) {
      figures
          .exactly(
              "same key, same body: same answer",
              plan.count(Repeat.AT_ONCE) + plan.count(Repeat.LATER),
              drive.sameAnswers.get(),
              KEYS)
          .exactly(
              "same key, other body: refused",
              plan.count(Repeat.OTHER_BODY),
              drive.refusedBodies.get(),
              KEYS)
          .exactly("answers that changed when all were sent again", 0, changed, DURABILITY);
    }

    private void kill(Figures figures) throws Exception {
      int inDoubt = drive.inDoubt.size();
      long accepted =
          drive.inDoubt.keySet().stream()
              .map(drive.answers::get)
              .filter(answer -> answer != null && createdMillis(answer) < killedMillis)
              .count();
      figures
          .bar("in doubt at the kill", "at least 1", inDoubt, inDoubt >= 1, KILL)
          .note("  accepted before it, ended by recovery", accepted)
          .note("  made when sent again", inDoubt - accepted);
      if (inDoubt > 0) {
        double seconds = (lastDoubtOverNanos - readyNanos) / 1e9;
        figures.note("  all over, after the restart", "%.2f s".formatted(seconds));
      }
      try (Audit audit = Audit.of(trial.breaks(RECOVERY) ? asKilled : data)) {
        figures
            .exactly("payments left open", 0, audit.open(), RECOVERY)
            .exactly("cents left set aside", 0, audit.held(), RECOVERY);
      }
    }

    private static long createdMillis(PaymentDetails answer) {
      return answer.getCreateTime().getSeconds() * 1000
          + answer.getCreateTime().getNanos() / 1_000_000;
    }

    private void money(Figures figures) throws Exception {
      figures.note("cents brought in", plan.deposited());
      try (Audit audit = Audit.of(data)) {
        figures
            .exactly("payments made more than once", 0, audit.paidAgain(), KEYS)
            .exactly("cents lost or made, by the accounts", 0, audit.sumOfAccounts(), CENT)
            .exactly("accounts off their entries", 0, audit.accountsOffTheirEntries(), CENT);
      }
      figures
          .exactly("cents lost or made, by Balance", 0, sumOfBalances(), CENT)
          .exactly("balances that the answers do not explain", 0, unexplained(), KEYS);
    }

    private long sumOfBalances() {
      return balances.values().stream()
          .mapToLong(
              account -> account.getAvailable().getMinorUnits() + account.getHeld().getMinorUnits())
          .sum();
    }

    private long unexplained() {
      Map<String, Long> expected = new HashMap<>(plan.funds());
      for (PaymentDetails answer : drive.answers.values()) {
        if (answer.getState() == PaymentState.PAYMENT_STATE_SETTLED) {
          long cents = answer.getAmount().getMinorUnits();
          expected.merge(answer.getPayerAccountId(), -cents, Long::sum);
          expected.merge(answer.getPayeeAccountId(), cents, Long::sum);
        }
      }
      return expected.entrySet().stream()
          .filter(
              entry ->
                  balances.get(entry.getKey()).getAvailable().getMinorUnits() != entry.getValue())
          .count();
    }

    private void speed(Figures figures) {
      double seconds = tookNanos / 1e9;
      figures
          .note("calls failed otherwise", drive.surprises.size())
          .note("payments a second, restart included", Math.round(plan.items().size() / seconds))
          .note("p50 of a call", millis(waitsNanos, 0.50))
          .note("p99 of a call", millis(waitsNanos, 0.99));
      drive.surprises.stream().limit(5).forEach(surprise -> figures.note("  " + surprise, ""));
    }

    private static String millis(long[] sortedNanos, double share) {
      int index = (int) Math.min(sortedNanos.length - 1L, Math.round(sortedNanos.length * share));
      return TimeUnit.NANOSECONDS.toMillis(sortedNanos[index]) + " ms";
    }

    void end() {
      if (node != null) {
        node.close();
        client.close();
      }
    }
  }
}
