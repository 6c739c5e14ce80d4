/**
 * What keeps calls working when a part of the system does not: retry, hedging, circuit breakers on
 * the client; limits and shedding on the server.
 *
 * <p>Imports {@code rpc} and below. Start at {@link
 * io.vertebra.resilience.policy.MethodResilience}, which says what holds for a method.
 */
package io.vertebra.resilience;
