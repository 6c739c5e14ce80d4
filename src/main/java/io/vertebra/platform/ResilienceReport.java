package io.vertebra.platform;

import io.vertebra.resilience.ClientResilience;
import io.vertebra.resilience.breaker.BreakerState;
import io.vertebra.resilience.retry.Attempts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;

/** The state of breakers, throttles and budgets, as {@code /resilience} of the admin port. */
final class ResilienceReport {

  private ResilienceReport() {}

  static JsonObject of(ClientResilience resilience) {
    JsonArray breakers = new JsonArray();
    resilience.breakers().states().stream()
        .sorted(Comparator.comparing(BreakerState::service).thenComparing(BreakerState::method))
        .forEach(state -> breakers.add(json(state)));
    JsonArray targets = new JsonArray();
    resilience.attempts().forEach((service, state) -> targets.add(json(service, state)));
    return new JsonObject().put("breakers", breakers).put("targets", targets);
  }

  private static JsonObject json(BreakerState state) {
    return new JsonObject()
        .put("service", state.service())
        .put("method", state.method())
        .put("mode", state.mode().name())
        .put("state", state.state().name())
        .put("forced", state.forced())
        .put("since", state.since().toString())
        .put("calls", state.calls())
        .put("failures", state.failures())
        .put("share", state.share())
        .put("refused", state.refused());
  }

  private static JsonObject json(String service, Attempts.State state) {
    return new JsonObject()
        .put("service", service)
        .put("retryTokens", state.throttle().tokens())
        .put("runningCalls", state.budget().calls())
        .put("runningRetries", state.budget().retries());
  }
}
