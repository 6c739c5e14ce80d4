package io.vertebra.server.health;

import io.vertebra.server.health.HealthReport.CheckState;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the checks, on a period and on demand, one evaluation at a time.
 *
 * <p>Its own event loop owns the evaluation under way; other threads only ask for one. Bounded by
 * the checks that are registered.
 */
final class Readiness {

  /** What vertx-health-check fails a check with that took too long. */
  private static final String VERTX_TIMEOUT = "Timeout";

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final HealthConfig config;
  private final TimeSource time;
  private final HealthChecks checks;
  private final ContextInternal context;
  private final Consumer<SortedMap<String, CheckState>> whenEvaluated;
  private final Map<String, CheckState> before = new ConcurrentHashMap<>();
  private Future<Void> running;
  private TimeSource.Scheduled next;
  private boolean periodic;

  Readiness(
      Vertx vertx,
      TimeSource time,
      HealthConfig config,
      Consumer<SortedMap<String, CheckState>> whenEvaluated) {
    this.config = config;
    this.time = time;
    this.checks = HealthChecks.create(vertx);
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.whenEvaluated = whenEvaluated;
  }

  void add(String name, Supplier<Future<Boolean>> check) {
    checks.register(name, config.timeout().toMillis(), status -> run(check, status));
  }

  private static void run(Supplier<Future<Boolean>> check, Promise<Status> status) {
    Future<Boolean> answer;
    try {
      answer = check.get();
    } catch (Throwable thrown) {
      answer = Future.failedFuture(thrown);
    }
    if (answer == null) {
      answer = Future.failedFuture(new NullPointerException("the check returned null"));
    }
    answer.onComplete(
        (ready, cause) -> {
          // Later than the time limit it is ignored.
          if (cause != null) {
            status.tryFail(cause);
          } else {
            status.tryComplete(Boolean.TRUE.equals(ready) ? Status.OK() : Status.KO());
          }
        });
  }

  /** Evaluates now, or waits for the evaluation under way. */
  Future<Void> evaluate() {
    Promise<Void> evaluated = Promise.promise();
    context.runOnContext(ignored -> join().onComplete(evaluated));
    return evaluated.future();
  }

  /** Evaluates now and then each period. */
  Future<Void> start() {
    Promise<Void> evaluated = Promise.promise();
    context.runOnContext(
        ignored -> {
          periodic = true;
          join().onComplete(evaluated);
        });
    return evaluated.future();
  }

  void stop() {
    context.runOnContext(
        ignored -> {
          periodic = false;
          if (next != null) {
            next.cancel();
          }
        });
  }

  private Future<Void> join() {
    if (running != null) {
      return running;
    }
    if (next != null) {
      next.cancel();
    }
    Promise<Void> done = context.promise();
    running = done.future();
    checks.checkStatus().onComplete((result, cause) -> evaluated(result, cause, done));
    return done.future();
  }

  private void evaluated(CheckResult result, Throwable cause, Promise<Void> done) {
    running = null;
    if (cause == null) {
      SortedMap<String, CheckState> states = new TreeMap<>();
      collect("", result, states);
      whenEvaluated.accept(states);
    }
    if (periodic) {
      next = time.schedule(config.period().toNanos(), this::join);
    }
    done.complete(null, cause);
  }

  private void collect(String group, CheckResult result, SortedMap<String, CheckState> states) {
    if (result.getChecks() == null) {
      return;
    }
    for (CheckResult check : result.getChecks()) {
      String name = group + check.getId();
      if (check.getChecks() != null) {
        collect(name + "/", check, states);
      } else {
        CheckState state = stateOf(check);
        states.put(name, state);
        logTurn(name, state, check.getFailure());
      }
    }
  }

  private static CheckState stateOf(CheckResult check) {
    if (CheckResult.isUp(check)) {
      return CheckState.UP;
    }
    if (check.getFailure() == null) {
      return CheckState.NOT_READY;
    }
    return VERTX_TIMEOUT.equals(check.getFailure().getMessage())
        ? CheckState.TIMED_OUT
        : CheckState.FAILED;
  }

  private void logTurn(String name, CheckState state, Throwable failure) {
    CheckState last = before.put(name, state);
    if (state == last) {
      return;
    }
    if (state == CheckState.UP) {
      LOG.atInfo().addKeyValue("check", name).log("readiness check is good");
    } else {
      LOG.atWarn()
          .addKeyValue("check", name)
          .addKeyValue("state", state)
          .setCause(state == CheckState.FAILED ? failure : null)
          .log("readiness check is not good");
    }
  }
}
