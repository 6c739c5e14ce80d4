package io.vertebra.resilience.policy;

import io.vertebra.contract.Idempotency;
import io.vertebra.rpc.RpcMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a service config: what is stated takes the place of what contracts state.
 *
 * <p>Immutable.
 *
 * @param path where it is: {@code methodConfig[0]}
 * @param names what it is about: {@code service/method}, {@code service} or nothing for all
 * @param repeats whether calls may be repeated at all
 * @param allowNonIdempotent whether retry and hedging hold for all methods, come what may
 */
record MethodConfig(
    String path,
    List<String> names,
    Optional<Duration> timeout,
    Optional<Duration> attemptTimeout,
    boolean repeats,
    Optional<RetryPolicy> retry,
    Optional<HedgingPolicy> hedging,
    boolean allowNonIdempotent,
    Optional<BreakerPolicy> breaker,
    Optional<Criticality> criticality,
    Optional<RatePolicy> rate,
    Optional<Boolean> fallbackAllowed) {

  /** Whether more than one attempt of a call is asked for. */
  boolean asksForRepeats() {
    return retry.isPresent() || hedging.isPresent();
  }

  /** What holds for a method, given what its contract states. */
  MethodResilience over(MethodResilience contract, RpcMethod<?, ?> method) {
    boolean replaced = !repeats || asksForRepeats() && mayBeRepeated(method);
    return new MethodResilience(
        timeout.or(contract::timeout),
        attemptTimeout.or(contract::attemptTimeout),
        replaced ? retry : contract.retry(),
        replaced ? hedging : contract.hedging(),
        breaker.orElse(contract.breaker()),
        criticality.orElse(contract.criticality()),
        rate.or(contract::rate),
        fallbackAllowed.orElse(contract.fallbackAllowed()),
        asksForRepeats() && allowNonIdempotent);
  }

  /**
   * @throws IllegalArgumentException when a method is to be repeated that may not be
   */
  void check(RpcMethod<?, ?> method) {
    if (asksForRepeats() && !mayBeRepeated(method)) {
      throw JsonSection.refused(
          path + (retry.isPresent() ? ".retryPolicy" : ".hedgingPolicy"),
          "of " + method.fullName() + ", which is not idempotent",
          "a method that the contract calls idempotent, or \"allowNonIdempotent\": true");
    }
  }

  private boolean mayBeRepeated(RpcMethod<?, ?> method) {
    return allowNonIdempotent || method.policy().idempotency() != Idempotency.NONE;
  }
}
