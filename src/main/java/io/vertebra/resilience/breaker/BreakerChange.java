package io.vertebra.resilience.breaker;

import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.json.JsonObject;

/**
 * A breaker has come into another state.
 *
 * <p>Immutable.
 *
 * @param from the state it was in; the same as now when an open one was opened by hand
 * @param now what it is doing now
 */
public record BreakerChange(CircuitBreakerState from, BreakerState now) {

  /** As it is published on the event bus. */
  JsonObject toJson() {
    return new JsonObject()
        .put("name", now.service() + "/" + now.method())
        .put("service", now.service())
        .put("method", now.method())
        .put("mode", now.mode().name())
        .put("from", from.name())
        .put("state", now.state().name())
        .put("forced", now.forced())
        .put("since", now.since().toString())
        .put("calls", now.calls())
        .put("failures", now.failures())
        .put("refused", now.refused());
  }
}
