package io.vertebra.resilience.breaker;

import com.google.rpc.ErrorInfo;
import io.vertebra.resilience.policy.BreakerPolicy;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.resilience.policy.Policies;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.time.TimeSource;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker before each method that is called.
 *
 * <p>Closed, it lets calls through and watches how they end. Open, it refuses them: a fallback
 * answers where there is one and the method allows it, else the call fails at once with
 * UNAVAILABLE, {@code google.rpc.ErrorInfo} reason {@value #CIRCUIT_OPEN} and, as {@code
 * google.rpc.RetryInfo}, the time left until it half-opens. Half-open, it lets one call through to
 * probe the service, and closes or opens again as that goes. A refused call did not leave this
 * side, and its failure says so ({@link RpcException#isUnsent()}); no retry of the same call is
 * outside of the breaker, and across a wire or to a service of this JVM it is an UNAVAILABLE like
 * any other.
 *
 * <p>Each method has one from its first call on, unless its policy is OFF; there are at most
 * {@value #MAX_BREAKERS}, and calls of further methods are let through unwatched, with a warning at
 * the first. Policies are asked with each call, so that a change counts from the next one on.
 *
 * <p>Safe for use from any thread. A call that is let through costs one look into a map, one object
 * that listens to how it goes, and the short lock of a {@link SlidingWindow}; one with a stream of
 * responses, a look at each of them too.
 *
 * <pre>{@code
 * CircuitBreakers breakers = new CircuitBreakers(vertx, time, random, policies, fallbacks);
 * Channel channel = Channel.builder(vertx, breakers.around(retries.around(router))).build();
 * }</pre>
 */
public final class CircuitBreakers {

  /** The {@code domain} of the {@code google.rpc.ErrorInfo} of calls that were refused. */
  public static final String DOMAIN = "vertebra.io";

  /** The {@code reason} when a breaker is open. */
  public static final String CIRCUIT_OPEN = "CIRCUIT_OPEN";

  /** The {@code reason} when a breaker that is adaptive refused this call. */
  public static final String THROTTLED_BY_CLIENT = "THROTTLED_BY_CLIENT";

  /**
   * Where each change of state is published on the event bus of this node, as a JSON object with
   * {@code name}, {@code service}, {@code method}, {@code mode}, {@code from}, {@code state},
   * {@code forced}, {@code since}, {@code calls}, {@code failures} and {@code refused}.
   */
  public static final String ADDRESS = "vertebra.resilience.breaker";

  /** At most this many methods have a breaker. */
  public static final int MAX_BREAKERS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(CircuitBreakers.class);
  private static final DeliveryOptions TO_THIS_NODE = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final TimeSource time;
  private final RandomGenerator random;
  private final Policies policies;
  private final Fallbacks fallbacks;
  private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();
  private final List<Handler<BreakerChange>> listeners = new CopyOnWriteArrayList<>();

  /* Guarded by this. */
  private boolean warned;

  /**
   * No breakers yet.
   *
   * @param vertx whose event bus learns of changes
   * @param time the clock of windows, and of how long a breaker stays open
   * @param random for {@link BreakerPolicy.Mode#ADAPTIVE}; safe for use from any thread
   * @param policies what holds for each method
   * @param fallbacks what answers calls that are refused
   */
  public CircuitBreakers(
      Vertx vertx,
      TimeSource time,
      RandomGenerator random,
      Policies policies,
      Fallbacks fallbacks) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.time = Objects.requireNonNull(time, "time");
    this.random = Objects.requireNonNull(random, "random");
    this.policies = Objects.requireNonNull(policies, "policies");
    this.fallbacks = Objects.requireNonNull(fallbacks, "fallbacks");
  }

  /** Whether a breaker, this side's or one further on, is why a call failed. */
  public static boolean isRefusal(RpcException failure) {
    return !failure.details().isEmpty()
        && failure.info().filter(CircuitBreakers::isRefusal).isPresent();
  }

  private static boolean isRefusal(ErrorInfo info) {
    return info.getDomain().equals(DOMAIN)
        && (info.getReason().equals(CIRCUIT_OPEN) || info.getReason().equals(THROTTLED_BY_CLIENT));
  }

  /** The next step with the breakers before it. */
  public RpcHandler around(RpcHandler next) {
    Objects.requireNonNull(next, "next");
    return request -> call(request, next);
  }

  private Future<RpcResponse> call(RpcRequest request, RpcHandler next) {
    MethodResilience resilience = policies.of(request.method());
    Breaker breaker = breakerFor(request.method(), resilience.breaker());
    if (breaker == null) {
      return next.handle(request);
    }
    Report report = breaker.admit(request, resilience);
    return report == null
        ? refused(request, resilience, breaker.refusal())
        : watched(request, report, next);
  }

  /** Null when there is none and none is to be made. */
  private Breaker breakerFor(RpcMethod<?, ?> method, BreakerPolicy policy) {
    Breaker present = breakers.get(method.fullName());
    return present != null || policy.mode() == BreakerPolicy.Mode.OFF
        ? present
        : added(method.service(), method.name(), policy);
  }

  /** Null when there are too many. */
  private synchronized Breaker added(String service, String method, BreakerPolicy policy) {
    String name = service + "/" + method;
    Breaker present = breakers.get(name);
    if (present == null && breakers.size() < MAX_BREAKERS) {
      present = new Breaker(service, method, policy, time, random, this::changed);
      breakers.put(name, present);
    } else if (present == null && !warned) {
      warned = true;
      LOG.warn("no circuit breaker for {} and others: there are {} already", name, MAX_BREAKERS);
    }
    return present;
  }

  private Future<RpcResponse> watched(RpcRequest request, Report report, RpcHandler next) {
    request.whenEnded(report);
    Future<RpcResponse> answer = next.handle(request).onComplete(report);
    if (request.method().mode().serverStreams()) {
      return answer.map(
          response -> response.withMessages(response.messages().checked(report, () -> {})));
    }
    return report.resilience().fallbackAllowed()
        ? fallbacks.remember(request, answer, time)
        : answer;
  }

  private Future<RpcResponse> refused(
      RpcRequest request, MethodResilience resilience, RpcException refusal) {
    return resilience.fallbackAllowed()
        ? fallbacks.answer(request, refusal, time)
        : Future.failedFuture(refusal);
  }

  private void changed(BreakerChange change) {
    log(change);
    vertx.eventBus().publish(ADDRESS, change.toJson(), TO_THIS_NODE);
    for (Handler<BreakerChange> listener : listeners) {
      try {
        listener.handle(change);
      } catch (RuntimeException thrown) {
        LOG.error("a listener to the changes of circuit breakers failed", thrown);
      }
    }
  }

  private static void log(BreakerChange change) {
    BreakerState now = change.now();
    if (now.state() != CircuitBreakerState.OPEN) {
      LOG.info(
          "circuit breaker of {}/{}: {} -> {}",
          now.service(),
          now.method(),
          change.from(),
          now.state());
      return;
    }
    LOG.warn(
        "circuit breaker of {}/{}: {} -> OPEN{}, {} of {} calls failed in its window",
        now.service(),
        now.method(),
        change.from(),
        now.forced() ? " by hand" : "",
        now.failures(),
        now.calls());
  }

  /**
   * Has a listener called with each change of state, in order for each breaker, on whichever thread
   * brings it about. It must not block; what it throws is logged.
   *
   * @return run it to stop listening
   */
  public Runnable onChange(Handler<BreakerChange> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return () -> listeners.remove(listener);
  }

  /** What all breakers are doing, by service and method. */
  public List<BreakerState> states() {
    return breakers.values().stream()
        .map(Breaker::state)
        .sorted(Comparator.comparing(BreakerState::service).thenComparing(BreakerState::method))
        .toList();
  }

  /**
   * Closes a breaker by hand, whatever opened it, and forgets what it has counted.
   *
   * @param service the service's full name
   * @param method the method's own name
   * @return false when the method has none
   */
  public boolean reset(String service, String method) {
    Breaker breaker = breakers.get(service + "/" + method);
    if (breaker != null) {
      breaker.reset();
    }
    return breaker != null;
  }

  /**
   * Opens a breaker by hand until it is {@linkplain #reset reset}, whatever the policy of the
   * method is, called yet or not.
   *
   * @param service the service's full name
   * @param method the method's own name
   * @return false when there are too many breakers already
   */
  public boolean forceOpen(String service, String method) {
    Breaker breaker = added(service, method, BreakerPolicy.DEFAULT);
    if (breaker != null) {
      breaker.forceOpen();
    }
    return breaker != null;
  }
}
