package io.vertebra.resilience.breaker;

import io.vertebra.resilience.policy.BreakerPolicy;
import io.vertx.circuitbreaker.CircuitBreakerState;
import java.time.Instant;

/**
 * What a breaker is doing, and what it goes by.
 *
 * <p>Immutable.
 *
 * @param service the full name of the service it stands before
 * @param method the method's own name
 * @param mode what it goes by, as of its last call
 * @param state its state; always {@code CLOSED} for {@link BreakerPolicy.Mode#ADAPTIVE}
 * @param forced whether it was opened by hand, and so stays open until it is reset
 * @param since when it came into this state
 * @param calls calls in the window that ended well or failed
 * @param failures those of them that failed
 * @param share 0..1: failures per call; for {@code ADAPTIVE}, calls in the window that were not
 *     made, of all that were wanted
 * @param refused calls that were not made, in all since the breaker stands there
 */
public record BreakerState(
    String service,
    String method,
    BreakerPolicy.Mode mode,
    CircuitBreakerState state,
    boolean forced,
    Instant since,
    int calls,
    int failures,
    double share,
    long refused) {}
