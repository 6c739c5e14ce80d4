package io.vertebra.resilience;

import io.vertebra.resilience.breaker.CircuitBreakers;
import io.vertebra.resilience.breaker.Fallbacks;
import io.vertebra.resilience.policy.Policies;
import io.vertebra.resilience.policy.PolicyTable;
import io.vertebra.resilience.policy.ServiceConfigFile;
import io.vertebra.resilience.retry.AttemptWatcher;
import io.vertebra.resilience.retry.Attempts;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.time.Jitter;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands between the interceptors of a channel and its router: a circuit breaker per method,
 * and within it the attempts of each call.
 *
 * <p>One for all calls of a node; safe for use from any thread.
 */
public final class ClientResilience implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClientResilience.class);

  private final PolicyTable policies = new PolicyTable();
  private final Fallbacks fallbacks = new Fallbacks();
  private final CircuitBreakers breakers;
  private final Attempts attempts;
  private final Optional<ServiceConfigFile> file;

  /**
   * @param random which all threads may use at once
   * @param watcher told of the attempts of calls that may have several
   */
  public ClientResilience(
      Vertx vertx,
      TimeSource time,
      RandomGenerator random,
      BlockingWork blocking,
      ResilienceConfig config,
      AttemptWatcher watcher) {
    this.breakers = new CircuitBreakers(vertx, time, random, policies, fallbacks);
    this.attempts =
        new Attempts(
            policies,
            policies::retryThrottling,
            config.maxReplaySize().bytes(),
            watcher,
            Jitter.of(random),
            time);
    this.file =
        config
            .serviceConfig()
            .map(
                path ->
                    new ServiceConfigFile(path, ServiceConfigFile.EVERY, policies, blocking, time));
  }

  /** Puts breakers and attempts in front of a router. */
  public RpcHandler around(RpcHandler router) {
    return breakers.around(attempts.around(router));
  }

  /**
   * Reads the service config, if there is one, and goes on looking at it.
   *
   * @param known methods that it is checked against, besides those that are called
   * @return fails when it is refused
   */
  public Future<Void> start(Collection<? extends RpcMethod<?, ?>> known) {
    policies.know(known);
    known.stream()
        .filter(method -> policies.of(method).rate().isPresent())
        .forEach(method -> LOG.warn("{}: its rate is not enforced by this version", method));
    return file.map(ServiceConfigFile::start).orElse(Future.succeededFuture());
  }

  /** What holds for each method now. */
  public Policies policies() {
    return policies;
  }

  /** What answers instead of services that are not well. */
  public Fallbacks fallbacks() {
    return fallbacks;
  }

  /** The breakers of the methods that were called. */
  public CircuitBreakers breakers() {
    return breakers;
  }

  /** Throttle and budget of the services that were called. */
  public Attempts attempts() {
    return attempts;
  }

  /** Looks at the service config no more. */
  @Override
  public void close() {
    file.ifPresent(ServiceConfigFile::close);
  }
}
