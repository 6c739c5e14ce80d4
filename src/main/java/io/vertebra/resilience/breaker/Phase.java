package io.vertebra.resilience.breaker;

import io.vertx.circuitbreaker.CircuitBreakerState;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One stay of a breaker in one state. What a call reports is looked at in the phase it was let
 * through in, and in no later one: what ends late neither closes a breaker nor opens it.
 *
 * <p>Safe for use from any thread; the place of the probe is an atomic.
 */
final class Phase {

  private final CircuitBreakerState state;
  private final Instant since;
  private final long untilNanos;
  private final boolean forced;
  private final AtomicReference<Report> probe = new AtomicReference<>();

  /**
   * A phase that begins.
   *
   * @param untilNanos when an open one ends, unless it is forced
   */
  Phase(CircuitBreakerState state, Instant since, long untilNanos, boolean forced) {
    this.state = state;
    this.since = since;
    this.untilNanos = untilNanos;
    this.forced = forced;
  }

  CircuitBreakerState state() {
    return state;
  }

  Instant since() {
    return since;
  }

  boolean isForced() {
    return forced;
  }

  boolean isClosed() {
    return state == CircuitBreakerState.CLOSED;
  }

  /** Whether it is open and ends at some time. */
  boolean isTimed() {
    return state == CircuitBreakerState.OPEN && !forced;
  }

  long leftNanos(long nanos) {
    return untilNanos - nanos;
  }

  /** Whether a call is the one that probes the service. */
  boolean takeProbe(Report report) {
    Report present = probe.get();
    return (present == null || present.yields(report.startNanos()))
        && probe.compareAndSet(present, report);
  }

  /** Has the next call probe, when this one did. */
  void giveBackProbe(Report report) {
    probe.compareAndSet(report, null);
  }
}
