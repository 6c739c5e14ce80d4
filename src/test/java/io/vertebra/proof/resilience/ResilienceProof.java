package io.vertebra.proof.resilience;

import io.vertebra.proof.Figures;
import io.vertebra.proof.Proof;
import io.vertebra.proof.Trial;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Lets backends fail, one, some and all of them, and looks at their callers and their load. */
public final class ResilienceProof implements Proof {

  private static final String GUARDS = "guards";
  private static final String RETRY = "retry";
  private static final String PROBE = "probe";
  private static final double MAX_AMPLIFICATION = 1.2;
  private static final Duration MAX_RECOVERY = Duration.ofSeconds(2);
  private static final int SLOW_FACTOR = 20;
  private static final int WARM_UP_MILLIS = 1_500;
  private static final Interceptor ECHO = (request, next) -> next.handle(request);

  private static final String RETRIED =
      """
      "allowNonIdempotent": true, "retryPolicy": {"maxAttempts": 4, "initialBackoff": "0.01s",
      "maxBackoff": "0.3s", "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE", "DEADLINE_EXCEEDED"]}""";

  @Override
  public String topic() {
    return "resilience";
  }

  @Override
  public String claim() {
    return "backends that fail are covered for while they are few, and never get more load for it";
  }

  @Override
  public Map<String, String> breaks() {
    return Map.of(
        GUARDS, "switches the circuit breaker off and gives retries a thousand tokens",
        RETRY, "switches retries off",
        PROBE, "lets the circuit breaker probe once in a minute");
  }

  @Override
  public Figures run(Trial trial) throws Exception {
    Vertx vertx = Vertx.vertx();
    Figures figures = new Figures();
    Path config = serviceConfig(trial);
    int millis = trial.size(10_000, 2_500);
    try (Fleet fleet = new Fleet(vertx, 3, config, ECHO)) {
      Load.run(vertx, fleet.client, WARM_UP_MILLIS);
      oneOfThree(figures, vertx, fleet, millis);
    }
    try (Fleet fleet = new Fleet(vertx, 3, config, ECHO)) {
      Load.run(vertx, fleet.client, WARM_UP_MILLIS);
      outage(figures, vertx, fleet, millis);
    }
    chain(figures, vertx, config, millis);
    Fleet.await(vertx.close());
    return figures;
  }

  private static Path serviceConfig(Trial trial) throws IOException {
    StringBuilder entry = new StringBuilder("\"name\": [{\"service\": \"vertebra.test.v1.Echo\"}]");
    if (!trial.breaks(RETRY)) {
      entry.append(", ").append(RETRIED);
    }
    if (trial.breaks(GUARDS)) {
      entry.append(", \"circuitBreaker\": {\"mode\": \"OFF\"}");
    }
    if (trial.breaks(PROBE)) {
      entry.append(", \"circuitBreaker\": {\"mode\": \"FAILURE_RATE\", \"openFor\": \"60s\"}");
    }
    String throttling =
        trial.breaks(GUARDS)
            ? ", \"retryThrottling\": {\"maxTokens\": 1000, \"tokenRatio\": 1}"
            : "";
    return Files.writeString(
        trial.dir().resolve("service-config.json"),
        "{\"methodConfig\": [{" + entry + "}]" + throttling + "}");
  }

  private static void oneOfThree(Figures figures, Vertx vertx, Fleet fleet, int millis) {
    Backend one = fleet.backends.get(0);
    Load.Result well = Load.run(vertx, fleet.client, millis);
    figures.note("all well: calls that fail", well.failedShare());
    figures.note("all well: P99, ms", well.p99Micros() / 1000.0);

    one.fail(0.3);
    covered(figures, "one of three fails 30 %", vertx, fleet, millis, 1);
    one.fail(1);
    covered(figures, "one of three fails 100 %", vertx, fleet, millis, 5);
    one.fail(0);

    one.take(Backend.MILLIS * SLOW_FACTOR);
    Load.Result slow = Load.run(vertx, fleet.client, millis);
    one.take(Backend.MILLIS);
    figures.note("one of three 20 times slower: calls that fail", slow.failedShare());
    figures.note("one of three 20 times slower: P99, ms", slow.p99Micros() / 1000.0);
  }

  private static void covered(
      Figures figures, String what, Vertx vertx, Fleet fleet, int millis, int maxPercent) {
    long before = fleet.attempts();
    Load.Result seen = Load.run(vertx, fleet.client, millis);
    figures.bar(
        what + ": calls that fail",
        "at most " + maxPercent + " %",
        seen.failedShare(),
        seen.failed() * 100L <= (long) maxPercent * seen.made(),
        RETRY);
    figures.note(what + ": attempts per call", perCall(fleet.attempts() - before, seen));
  }

  private static void outage(Figures figures, Vertx vertx, Fleet fleet, int millis) {
    fleet.failAll(1);
    long before = fleet.attempts();
    Load.Result out = Load.run(vertx, fleet.client, millis);
    amplification(figures, "all fail", fleet.attempts() - before, out);
    fleet.failAll(0);
    long wellNanos = System.nanoTime();
    Load.Result after = Load.run(vertx, fleet.client, (int) MAX_RECOVERY.toMillis() + 1_000);
    Duration recovery =
        after.failed() == 0
            ? Duration.ZERO
            : Duration.ofNanos(after.lastFailureNanos() - wellNanos);
    figures.bar(
        "all well again: calls fail for",
        "at most 2 s",
        seconds(recovery) + " s",
        recovery.compareTo(MAX_RECOVERY) <= 0,
        PROBE);
  }

  private static void chain(Figures figures, Vertx vertx, Path config, int millis) {
    try (Fleet last = new Fleet(vertx, 1, config, ECHO);
        Fleet middle = new Fleet(vertx, 1, config, calling(last));
        Fleet first = new Fleet(vertx, 1, config, calling(middle))) {
      Load.run(vertx, first.client, WARM_UP_MILLIS);
      last.failAll(1);
      long before = last.attempts();
      Load.Result out = Load.run(vertx, first.client, millis);
      amplification(figures, "the last of a chain of three fails", last.attempts() - before, out);
    }
  }

  /** A service that calls the next one for its answer. */
  private static Interceptor calling(Fleet next) {
    return (request, service) ->
        next.client.unary(EchoRequest.getDefaultInstance()).map(RpcResponse::of);
  }

  private static void amplification(
      Figures figures, String what, long attempts, Load.Result calls) {
    double perCall = (double) attempts / calls.made();
    figures.note(what + ": calls that fail", calls.failedShare());
    figures.bar(
        what + ": attempts per call",
        "at most " + MAX_AMPLIFICATION,
        perCall(attempts, calls),
        perCall <= MAX_AMPLIFICATION,
        GUARDS);
  }

  private static String perCall(long attempts, Load.Result calls) {
    return "%.2f".formatted((double) attempts / calls.made());
  }

  private static String seconds(Duration time) {
    return "%.2f".formatted(time.toMillis() / 1000.0);
  }
}
