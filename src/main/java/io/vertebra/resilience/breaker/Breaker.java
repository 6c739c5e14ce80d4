package io.vertebra.resilience.breaker;

import com.google.rpc.RetryInfo;
import io.vertebra.resilience.policy.BreakerPolicy;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.time.TimeSource;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Handler;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * The breaker before one method: lets calls through or refuses them, and changes its state by what
 * they report.
 *
 * <p>Safe for use from any thread. A call reads the present {@link Phase} without a lock; changes
 * of state hold the lock of this object, and there are few.
 */
final class Breaker {

  private static final int BUCKETS = 10;

  private final String service;
  private final String method;
  private final TimeSource time;
  private final RandomGenerator random;
  private final Handler<BreakerChange> onChange;
  private final PublishedBreaker published;
  private final ClientThrottle throttle = new ClientThrottle();
  private final LongAdder refused = new LongAdder();

  private volatile BreakerPolicy policy;
  private volatile SlidingWindow window;
  private volatile Phase phase;

  /** What ends the present phase if it is open; null when nothing does. Guarded by this. */
  private TimeSource.Scheduled halfOpening;

  /**
   * A closed breaker.
   *
   * @param onChange called with its lock held, so that changes come in order
   */
  Breaker(
      String service,
      String method,
      BreakerPolicy policy,
      TimeSource time,
      RandomGenerator random,
      Handler<BreakerChange> onChange) {
    this.service = service;
    this.method = method;
    this.policy = policy;
    this.time = time;
    this.random = random;
    this.onChange = onChange;
    this.published = new PublishedBreaker(service + "/" + method);
    this.window = new SlidingWindow(policy.window().toNanos(), BUCKETS);
    this.phase = new Phase(published.state(), time.now(), 0, false);
  }

  long nanos() {
    return time.nanos();
  }

  /**
   * Lets a call through, or not.
   *
   * @return what the call reports to; null when it is refused
   */
  Report admit(RpcRequest request, MethodResilience resilience) {
    BreakerPolicy asked = resilience.breaker();
    if (asked != policy) {
      policy = asked;
    }
    long nanos = time.nanos();
    Phase now = present(asked, nanos);
    Report report = new Report(this, request, resilience, now, nanos);
    boolean passes =
        switch (now.state()) {
          case CLOSED ->
              asked.mode() != BreakerPolicy.Mode.ADAPTIVE || !throttle.refuses(nanos, random);
          case OPEN -> false;
          case HALF_OPEN -> now.takeProbe(report);
        };
    if (passes) {
      return report;
    }
    refused.increment();
    return null;
  }

  /** The present phase, after what the time and the policy make of it. */
  private Phase present(BreakerPolicy asked, long nanos) {
    Phase now = phase;
    if (now.isClosed() || now.isForced()) {
      return now;
    }
    boolean counts =
        asked.mode() == BreakerPolicy.Mode.FAILURE_RATE
            || asked.mode() == BreakerPolicy.Mode.CONSECUTIVE;
    if (!counts) {
      return close(now);
    }
    return now.isTimed() && now.leftNanos(nanos) <= 0 ? halfOpen(now) : now;
  }

  /** The failure of a call that was refused. */
  RpcException refusal() {
    Phase now = phase;
    boolean throttled = now.isClosed() && policy.mode() == BreakerPolicy.Mode.ADAPTIVE;
    String reason = throttled ? CircuitBreakers.THROTTLED_BY_CLIENT : CircuitBreakers.CIRCUIT_OPEN;
    String why = throttled ? "most calls of it fail" : "its circuit breaker is open";
    RpcException failure =
        RpcException.of(RpcCode.UNAVAILABLE, service + "/" + method + " is not called: " + why)
            .withInfo(reason, CircuitBreakers.DOMAIN, Map.of("service", service, "method", method));
    if (now.isTimed()) {
      failure = failure.withDetail(retryAfter(Math.max(0, now.leftNanos(time.nanos()))));
    }
    return failure.asUnsent();
  }

  private static RetryInfo retryAfter(long nanos) {
    RetryInfo.Builder info = RetryInfo.newBuilder();
    info.getRetryDelayBuilder()
        .setSeconds(TimeUnit.NANOSECONDS.toSeconds(nanos))
        .setNanos((int) (nanos % TimeUnit.SECONDS.toNanos(1)));
    return info.build();
  }

  /**
   * Takes in how the service did with a call.
   *
   * @return the phase that further reports of the call belong to
   */
  Phase report(Report report, Verdict verdict, long nanos) {
    Phase during = report.phase();
    if (during != phase) {
      return during;
    }
    boolean failed = verdict == Verdict.FAILED;
    BreakerPolicy asked = report.resilience().breaker();
    if (during.state() == CircuitBreakerState.HALF_OPEN) {
      return probed(report, verdict, nanos);
    }
    if (verdict == Verdict.IGNORED) {
      return during;
    }
    if (asked.mode() == BreakerPolicy.Mode.ADAPTIVE) {
      throttle.record(nanos, failed);
    } else if (windowOf(asked).recordAndJudge(nanos, failed, asked)) {
      open(during, asked, false);
    }
    return during;
  }

  private Phase probed(Report report, Verdict verdict, long nanos) {
    BreakerPolicy asked = report.resilience().breaker();
    Phase during = report.phase();
    switch (verdict) {
      case GOOD -> {
        return close(during);
      }
      case FAILED -> {
        windowOf(asked).record(nanos, true);
        open(during, asked, false);
      }
      case IGNORED -> during.giveBackProbe(report);
    }
    return during;
  }

  private SlidingWindow windowOf(BreakerPolicy asked) {
    SlidingWindow present = window;
    return present.spanNanos() == asked.window().toNanos() ? present : newWindow(asked);
  }

  private synchronized SlidingWindow newWindow(BreakerPolicy asked) {
    if (window.spanNanos() != asked.window().toNanos()) {
      window = new SlidingWindow(asked.window().toNanos(), BUCKETS);
    }
    return window;
  }

  /** Opens until it is reset. */
  synchronized void forceOpen() {
    open(phase, policy, true);
  }

  /** Closes, and forgets what was counted. */
  synchronized void reset() {
    window.clear();
    throttle.clear();
    close(phase);
  }

  private synchronized void open(Phase from, BreakerPolicy asked, boolean forced) {
    if (phase != from) {
      return;
    }
    published.open();
    long openNanos = asked.openFor().toNanos();
    Phase opened = new Phase(published.state(), time.now(), time.nanos() + openNanos, forced);
    enter(opened, asked);
    if (!forced) {
      halfOpening = time.schedule(openNanos, () -> halfOpen(opened));
    }
  }

  private synchronized Phase halfOpen(Phase from) {
    if (phase == from) {
      published.halfOpen();
      enter(new Phase(published.state(), time.now(), 0, false), policy);
    }
    return phase;
  }

  private synchronized Phase close(Phase from) {
    if (phase == from && !from.isClosed()) {
      published.close();
      window.clear();
      enter(new Phase(published.state(), time.now(), 0, false), policy);
    }
    return phase;
  }

  private void enter(Phase next, BreakerPolicy asked) {
    if (halfOpening != null) {
      halfOpening.cancel();
      halfOpening = null;
    }
    Phase last = phase;
    phase = next;
    onChange.handle(new BreakerChange(last.state(), state(asked.mode(), next)));
  }

  /** What it is doing. */
  BreakerState state() {
    return state(policy.mode(), phase);
  }

  private BreakerState state(BreakerPolicy.Mode mode, Phase now) {
    boolean adaptive = mode == BreakerPolicy.Mode.ADAPTIVE;
    long nanos = time.nanos();
    SlidingWindow.Counts counts = adaptive ? throttle.counts(nanos) : window.counts(nanos);
    return new BreakerState(
        service,
        method,
        mode,
        now.state(),
        now.isForced(),
        now.since(),
        counts.calls(),
        counts.failed(),
        adaptive ? counts.refusedShare() : counts.failedShare(),
        refused.sum());
  }
}
