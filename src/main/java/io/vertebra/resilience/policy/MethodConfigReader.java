package io.vertebra.resilience.policy;

import io.vertebra.config.Durations;
import io.vertebra.rpc.RpcCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the entries of a service config. */
final class MethodConfigReader {

  /** The first line as gRPC has it, the others of our own. */
  static final Set<String> KEYS =
      Set.of(
          "name",
          "timeout",
          "retryPolicy",
          "hedgingPolicy",
          "waitForReady",
          "maxRequestMessageBytes",
          "maxResponseMessageBytes",
          "attemptTimeout",
          "repeat",
          "allowNonIdempotent",
          "circuitBreaker",
          "criticality",
          "rate",
          "fallback");

  private static final Set<String> NAME = Set.of("service", "method");
  private static final Set<String> RETRY =
      Set.of(
          "maxAttempts",
          "initialBackoff",
          "maxBackoff",
          "backoffMultiplier",
          "retryableStatusCodes",
          "perAttemptRecvTimeout");
  private static final Map<String, String> RETRY_NAMES =
      Map.of("multiplier", "backoffMultiplier", "codes", "retryableStatusCodes");
  private static final Set<String> HEDGING =
      Set.of("maxAttempts", "hedgingDelay", "nonFatalStatusCodes");
  private static final Map<String, String> HEDGING_NAMES =
      Map.of("delay", "hedgingDelay", "nonFatalCodes", "nonFatalStatusCodes");
  private static final Set<String> BREAKER =
      Set.of(
          "mode",
          "window",
          "failureRatio",
          "minimumCalls",
          "consecutiveFailures",
          "slowCall",
          "openFor");
  private static final Set<String> RATE = Set.of("perSecond", "burst", "perIdentity");

  private enum Fallback {
    FORBIDDEN,
    ALLOWED
  }

  private final JsonSection entry;

  MethodConfigReader(JsonSection entry) {
    this.entry = entry;
  }

  MethodConfig read() {
    List<String> names =
        entry.sections("name", NAME).stream().map(MethodConfigReader::name).toList();
    boolean repeats = entry.flag("repeat").orElse(true);
    exclude("hedgingPolicy", entry.has("retryPolicy"), "retryPolicy");
    exclude("retryPolicy", !repeats, "\"repeat\": false");
    exclude("hedgingPolicy", !repeats, "\"repeat\": false");
    Optional<Duration> timeout = entry.timeout("timeout");
    return new MethodConfig(
        entry.path(),
        names,
        timeout,
        attemptTimeout(timeout),
        repeats,
        entry.section("retryPolicy", RETRY).map(MethodConfigReader::retry),
        entry.section("hedgingPolicy", HEDGING).map(MethodConfigReader::hedging),
        entry.flag("allowNonIdempotent").orElse(false),
        entry.section("circuitBreaker", BREAKER).map(MethodConfigReader::breaker),
        entry.constant("criticality", Criticality.class),
        entry.section("rate", RATE).map(MethodConfigReader::rate),
        entry.constant("fallback", Fallback.class).map(Fallback.ALLOWED::equals));
  }

  private static String name(JsonSection name) {
    String service = name.text("service").orElse("");
    String method = name.text("method").orElse("");
    if (service.isEmpty() && !method.isEmpty()) {
      throw JsonSection.refused(name.pathOf("method"), method, "a service beside it");
    }
    return method.isEmpty() ? service : service + "/" + method;
  }

  private void exclude(String key, boolean excluded, String by) {
    if (excluded && entry.has(key)) {
      throw JsonSection.refused(entry.pathOf(key), "stated beside " + by, "one of them");
    }
  }

  private Optional<Duration> attemptTimeout(Optional<Duration> timeout) {
    Optional<Duration> attempt = entry.timeout("attemptTimeout");
    if (attempt.isPresent() && timeout.isPresent() && attempt.get().compareTo(timeout.get()) > 0) {
      throw JsonSection.refused(
          entry.pathOf("attemptTimeout"),
          Durations.format(attempt.get()),
          "not above timeout, which is " + Durations.format(timeout.get()));
    }
    return attempt;
  }

  private static RetryPolicy retry(JsonSection json) {
    Duration max = json.required("maxBackoff", json::duration);
    Duration initial = json.required("initialBackoff", json::duration);
    int attempts = json.required("maxAttempts", json::integer);
    double multiplier = json.required("backoffMultiplier", json::number);
    Set<RpcCode> codes = json.codes("retryableStatusCodes");
    return json.make(
        RETRY_NAMES,
        () ->
            new RetryPolicy(
                Math.min(attempts, RetryPolicy.MAX_ATTEMPTS),
                // gRPC never waits longer than the maximum, the first time included.
                initial.compareTo(max) > 0 ? max : initial,
                max,
                multiplier,
                codes));
  }

  private static HedgingPolicy hedging(JsonSection json) {
    int attempts = Math.min(json.required("maxAttempts", json::integer), RetryPolicy.MAX_ATTEMPTS);
    Duration delay = json.duration("hedgingDelay").orElse(Duration.ZERO);
    Set<RpcCode> codes = json.codes("nonFatalStatusCodes");
    return json.make(HEDGING_NAMES, () -> new HedgingPolicy(attempts, delay, codes));
  }

  private static BreakerPolicy breaker(JsonSection json) {
    BreakerPolicy unstated = BreakerPolicy.DEFAULT;
    BreakerPolicy.Mode mode =
        json.constant("mode", BreakerPolicy.Mode.class).orElse(unstated.mode());
    Duration window = json.duration("window").orElse(unstated.window());
    double ratio = json.number("failureRatio").orElse(unstated.failureRatio());
    int calls = json.integer("minimumCalls").orElse(unstated.minimumCalls());
    int row = json.integer("consecutiveFailures").orElse(unstated.consecutiveFailures());
    Optional<Duration> slow = json.duration("slowCall");
    Duration open = json.duration("openFor").orElse(unstated.openFor());
    return json.make(
        Map.of(), () -> new BreakerPolicy(mode, window, ratio, calls, row, slow, open));
  }

  private static RatePolicy rate(JsonSection json) {
    double perSecond = json.required("perSecond", json::number);
    int burst = json.integer("burst").orElse((int) Math.max(1, perSecond));
    boolean perIdentity = json.flag("perIdentity").orElse(false);
    return json.make(Map.of(), () -> new RatePolicy(perSecond, burst, perIdentity));
  }
}
