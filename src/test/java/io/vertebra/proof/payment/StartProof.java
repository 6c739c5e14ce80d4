package io.vertebra.proof.payment;

import io.vertebra.payment.account.v1.AccountService;
import io.vertebra.payment.account.v1.BalanceRequest;
import io.vertebra.payment.account.v1.OpenRequest;
import io.vertebra.proof.Figures;
import io.vertebra.proof.Node;
import io.vertebra.proof.Proof;
import io.vertebra.proof.StockClient;
import io.vertebra.proof.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Times {@code java -jar} until a client has read a balance, all services up. */
public final class StartProof implements Proof {

  private static final String COMPILED = "compiled";
  private static final String ACCOUNT = "start-proof";

  /** For a machine that does nothing else. */
  private static final double SECONDS = 2.0;

  /** For any machine; a build, which shares one, looks at this alone. */
  private static final double CPU_SECONDS = 6.0;

  private record Start(double seconds, double cpuSeconds) {}

  @Override
  public String topic() {
    return "start";
  }

  @Override
  public String claim() {
    return "from java -jar to the first balance read, all services up: median of five within 2 s";
  }

  @Override
  public Map<String, String> breaks() {
    return Map.of(COMPILED, "lets the JVM compile every method before it runs for the first time");
  }

  @Override
  public Figures run(Trial trial) throws Exception {
    Path data = trial.dir().resolve("data");
    Start created = start(trial, data, true);
    List<Start> starts = new ArrayList<>();
    int measured = trial.breaks(COMPILED) ? 1 : trial.size(5, 3);
    for (int i = 0; i < measured; i++) {
      starts.add(start(trial, data, false));
    }
    double cpu = median(starts, Start::cpuSeconds);
    double wall = median(starts, Start::seconds);
    String median = "median of " + starts.size();
    Figures figures =
        new Figures()
            .note("first start ever, which creates the tables", text(created.seconds()))
            .bar(
                median + ", CPU time",
                "at most " + text(CPU_SECONDS),
                text(cpu),
                cpu <= CPU_SECONDS,
                COMPILED);
    return trial.quick()
        ? figures.note(median, text(wall))
        : figures.bar(median, "at most " + text(SECONDS), text(wall), wall <= SECONDS, COMPILED);
  }

  private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
    return starts.stream()
        .mapToDouble(figure)
        .sorted()
        .skip(starts.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static Start start(Trial trial, Path data, boolean first) throws IOException {
    List<String> jvm = trial.breaks(COMPILED) && !first ? List.of("-Xcomp") : List.of();
    List<String> options = List.of("--data-dir", data.toString());
    long startNanos = System.nanoTime();
    try (Node node = Node.start(trial.jar(), trial.dir().resolve("node.log"), jvm, options);
        StockClient client = new StockClient(node.host(), node.port())) {
      if (first) {
        client.call(AccountService.METHOD_OPEN, account());
      }
      client.call(
          AccountService.METHOD_BALANCE, BalanceRequest.newBuilder().setAccountId(ACCOUNT).build());
      Start start =
          new Start((System.nanoTime() - startNanos) / 1e9, node.cpuTime().toMillis() / 1e3);
      node.stop();
      return start;
    }
  }

  private static OpenRequest account() {
    return OpenRequest.newBuilder()
        .setIdempotencyKey("open")
        .setAccountId(ACCOUNT)
        .setHolderName("Nobody")
        .setCurrency(Plan.CURRENCY)
        .build();
  }

  private static String text(double seconds) {
    return "%.2f s".formatted(seconds);
  }
}
