package io.vertebra.server.health;

import io.vertebra.server.ServiceBinding;
import io.vertebra.server.health.HealthReport.CheckState;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Whether this server and each of its services can be sent calls.
 *
 * <p>Readiness checks are vertx-health-check procedures, evaluated on a period and on demand. Their
 * names have groups, {@code group/check}; a service hangs on the checks of one group, the server as
 * a whole on all. Nothing is ready before the first evaluation, nor once {@link #drain} was called.
 * Safe for use from any thread.
 *
 * <pre>{@code
 * Health health = Health.of(vertx, time, config)
 *     .check("order/database", orders::ping)
 *     .service("payment.order.v1.Order", "order");
 * server.bind(health.binding());
 * health.start().onSuccess(report -> ...);
 * }</pre>
 */
public final class Health {

  private final Readiness readiness;

  /** Watch calls that run; each is counted against its connection's limit of streams. */
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

  /* Guarded by this: what a report is made of. */
  private final SortedMap<String, String> groupOfService = new TreeMap<>();
  private SortedMap<String, CheckState> states = new TreeMap<>();
  private boolean evaluated;
  private boolean stopped;
  private String draining = "";

  private volatile HealthReport report = currentReport();

  private Health(Vertx vertx, TimeSource time, HealthConfig config) {
    this.readiness = new Readiness(vertx, time, config, this::evaluated);
  }

  /** A server that is not ready yet. */
  public static Health of(Vertx vertx, TimeSource time, HealthConfig config) {
    Objects.requireNonNull(config, "config");
    return new Health(vertx, time, config);
  }

  /**
   * Adds a check, which the next evaluation runs.
   *
   * @param name {@code check} or {@code group/check}; a check of the same name is replaced
   * @param check answers whether all is well; must not block; a failure, a throw or no answer
   *     within the time limit means no
   * @throws IllegalArgumentException when the name is empty, or its group is the name of a check
   */
  public Health check(String name, Supplier<Future<Boolean>> check) {
    readiness.add(name, Objects.requireNonNull(check, "check"));
    return this;
  }

  /**
   * Adds a service; those who watch its name learn of it.
   *
   * @param service the full name
   * @param group whose checks it hangs on; a group without checks is always well
   */
  public Health service(String service, String group) {
    Objects.requireNonNull(group, "group");
    synchronized (this) {
      groupOfService.put(service, group);
      report = currentReport();
    }
    watchers.forEach(Watcher::update);
    return this;
  }

  /**
   * Evaluates now and then on the period.
   *
   * @return what the first evaluation found, good or bad
   */
  public Future<HealthReport> start() {
    return readiness.start().map(done -> report);
  }

  /** Evaluates now, or waits for the evaluation that is under way. */
  public Future<HealthReport> evaluate() {
    return readiness.evaluate().map(done -> report);
  }

  /** What the last evaluation found. */
  public HealthReport report() {
    return report;
  }

  /**
   * Declares the server and all its services not ready, for good, while calls are still served: the
   * first step of a stop.
   *
   * @param reason for those who look at the report; nothing secret
   */
  public void drain(String reason) {
    synchronized (this) {
      draining = reason.isEmpty() ? "draining" : reason;
      report = currentReport();
    }
    watchers.forEach(Watcher::update);
  }

  /**
   * Drains, ends all Watch calls with UNAVAILABLE, so that they do not hold the server's stop, and
   * evaluates no more.
   */
  public void stop() {
    readiness.stop();
    synchronized (this) {
      stopped = true;
    }
    drain(report.draining().isEmpty() ? "stopping" : report.draining());
    watchers.forEach(Watcher::stop);
  }

  /** {@code grpc.health.v1.Health} over this. */
  public ServiceBinding binding() {
    return new GrpcHealth(this).binding();
  }

  void add(Watcher watcher) {
    watchers.add(watcher);
    boolean late;
    synchronized (this) {
      late = stopped;
    }
    if (late) {
      watcher.stop();
    } else {
      watcher.update();
    }
  }

  void remove(Watcher watcher) {
    watchers.remove(watcher);
  }

  int watchers() {
    return watchers.size();
  }

  private void evaluated(SortedMap<String, CheckState> newStates) {
    synchronized (this) {
      evaluated = true;
      states = newStates;
      report = currentReport();
    }
    watchers.forEach(Watcher::update);
  }

  private HealthReport currentReport() {
    boolean open = evaluated && draining.isEmpty();
    SortedMap<String, Boolean> services = new TreeMap<>();
    groupOfService.forEach((service, group) -> services.put(service, open && isUp(group)));
    return new HealthReport(open && allUp(states), draining, states, services);
  }

  private boolean isUp(String group) {
    // '0' follows '/', so this range holds the names below the group and no others.
    return states.getOrDefault(group, CheckState.UP) == CheckState.UP
        && allUp(states.subMap(group + "/", group + "0"));
  }

  private static boolean allUp(SortedMap<String, CheckState> states) {
    return states.values().stream().allMatch(state -> state == CheckState.UP);
  }
}
