/**
 * What holds for the calls of a method: as its contract states it, and as configuration overrides
 * that while the system runs.
 *
 * <p>Start at {@link io.vertebra.resilience.policy.MethodResilience}.
 */
package io.vertebra.resilience.policy;
