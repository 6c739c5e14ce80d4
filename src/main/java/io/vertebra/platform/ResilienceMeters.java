package io.vertebra.platform;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertebra.resilience.ClientResilience;
import io.vertebra.resilience.breaker.BreakerChange;
import io.vertebra.resilience.breaker.BreakerState;
import io.vertebra.resilience.retry.AttemptWatcher;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcRequest;
import io.vertx.circuitbreaker.CircuitBreakerState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts retries, those that were not made, and what breakers do.
 *
 * <p>Labels are bounded by contracts: methods that were called, states and reasons.
 */
final class ResilienceMeters implements AttemptWatcher {

  private static final String METHOD = "grpc.method";

  private final MeterRegistry registry;
  private final Map<String, AtomicInteger> states = new ConcurrentHashMap<>();

  ResilienceMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Begins to follow breakers. */
  void watch(ClientResilience resilience) {
    resilience.breakers().onChange(this::changed);
  }

  @Override
  public void retried(RpcRequest call, RpcException failure, long delayNanos) {
    registry
        .counter(
            "vertebra.client.retries", METHOD, name(call), "grpc.status", failure.code().name())
        .increment();
  }

  @Override
  public void gaveUp(RpcRequest call, RpcException failure, Reason reason) {
    if (reason != Reason.CODE) {
      registry
          .counter("vertebra.client.retries.refused", METHOD, name(call), "reason", reason.name())
          .increment();
    }
  }

  private static String name(RpcRequest call) {
    return call.method().fullName();
  }

  private void changed(BreakerChange change) {
    BreakerState now = change.now();
    String method = now.service() + "/" + now.method();
    states.computeIfAbsent(method, this::gauge).set(number(now.state()));
    registry
        .counter("vertebra.breaker.changes", METHOD, method, "state", now.state().name())
        .increment();
  }

  private AtomicInteger gauge(String method) {
    AtomicInteger state = new AtomicInteger();
    Gauge.builder("vertebra.breaker.state", state, AtomicInteger::get)
        .description("0 closed, 1 half open, 2 open; there once it has changed")
        .tag(METHOD, method)
        .register(registry);
    return state;
  }

  private static int number(CircuitBreakerState state) {
    return switch (state) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case OPEN -> 2;
    };
  }
}
