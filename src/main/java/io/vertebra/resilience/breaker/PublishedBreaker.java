package io.vertebra.resilience.breaker;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The Vert.x circuit breaker of one method, told when to change its state: it holds the state, and
 * everything else reads it there.
 *
 * <p>Calls do not run through it, because of how it would judge them: it counts consecutive
 * failures only, takes every end that is no failure for a success, which clears the count and
 * closes a half-open breaker, and a probe that never ends keeps it half-open for ever. Its
 * threshold is therefore out of reach, and its time limit off.
 *
 * <p>Its API has no way to half-open, which happens by a timer of the Vert.x instance that it was
 * made with. It is given one that knows nothing but timers, and hands the task to this class: so a
 * {@link io.vertebra.time.TimeSource} rules when it runs, and no timer of an earlier opening is
 * left over to end a later one before its time.
 *
 * <p>Its own notifications stay off: they hold statistics of the calls that ran through it, and
 * need HdrHistogram. {@link CircuitBreakers#ADDRESS} has ours. Not safe for use by several threads
 * at once: {@link Breaker} holds its lock.
 */
final class PublishedBreaker {

  private final CircuitBreaker breaker;
  private Handler<Long> reset;

  PublishedBreaker(String name) {
    CircuitBreakerOptions options =
        new CircuitBreakerOptions()
            .setMaxFailures(Integer.MAX_VALUE)
            .setTimeout(-1)
            .setNotificationAddress(null);
    Vertx timers =
        (Vertx)
            Proxy.newProxyInstance(
                Vertx.class.getClassLoader(),
                new Class<?>[] {Vertx.class},
                (proxy, method, arguments) -> keep(method, arguments));
    breaker = CircuitBreaker.create(name, timers, options);
  }

  @SuppressWarnings("unchecked")
  private Object keep(Method method, Object[] arguments) {
    if (!method.getName().equals("setTimer")) {
      throw new IllegalStateException(method + " (expected: setTimer, and no call to be run)");
    }
    reset = (Handler<Long>) arguments[1];
    return 0L;
  }

  CircuitBreakerState state() {
    return breaker.state();
  }

  void open() {
    breaker.open();
  }

  /** Has no effect unless it is open. */
  void halfOpen() {
    if (reset != null) {
      reset.handle(0L);
    }
  }

  /** An open one half-opens on the way, which nobody sees. */
  void close() {
    halfOpen();
    breaker.reset();
  }
}
