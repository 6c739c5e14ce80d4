/**
 * Circuit breakers of the client: calls of a method whose service is not well are not made, but
 * answered by a fallback or refused at once.
 *
 * <p>Stands before the retry, so it sees a call as a whole. {@link
 * io.vertebra.resilience.breaker.SlidingWindow} and {@link
 * io.vertebra.resilience.breaker.ClientThrottle} decide, as pure numbers; {@link
 * io.vertebra.resilience.breaker.Breaker} carries it out. Imports {@code rpc} and below, and {@code
 * resilience.policy}.
 *
 * <p>Start at {@link io.vertebra.resilience.breaker.CircuitBreakers}.
 */
package io.vertebra.resilience.breaker;
