package io.vertebra.resilience.policy;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.vertebra.rpc.RpcMethod;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What holds for the calls of one method.
 *
 * <p>Immutable. Retry and hedging exclude each other.
 *
 * @param timeout how long a call may take, in place of what the contract states; empty for that
 * @param attemptTimeout how long one attempt of a call may take; empty for as long as the call
 * @param retry when a failed attempt is followed by another; empty for never
 * @param hedging when an attempt that takes long is joined by another; empty for never
 * @param breaker when calls are not made any more because the service is not well
 * @param criticality which calls go first when there is too much to do
 * @param rate how many calls the server takes; empty for no limit
 * @param fallbackAllowed whether an answer may stand in for that of a service that is not well
 * @param nonIdempotentAllowed whether retry and hedging hold for requests that nobody has promised
 *     may be repeated; only configuration says so, never a contract
 */
public record MethodResilience(
    Optional<Duration> timeout,
    Optional<Duration> attemptTimeout,
    Optional<RetryPolicy> retry,
    Optional<HedgingPolicy> hedging,
    BreakerPolicy breaker,
    Criticality criticality,
    Optional<RatePolicy> rate,
    boolean fallbackAllowed,
    boolean nonIdempotentAllowed) {

  /** Neither retried nor hedged, with the default breaker. */
  public static final MethodResilience UNSTATED =
      new MethodResilience(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          BreakerPolicy.DEFAULT,
          Criticality.CRITICAL,
          Optional.empty(),
          false,
          false);

  /**
   * @throws IllegalArgumentException when there is both retry and hedging
   */
  public MethodResilience {
    Objects.requireNonNull(breaker, "breaker");
    Objects.requireNonNull(criticality, "criticality");
    if (retry.isPresent() && hedging.isPresent()) {
      throw new IllegalArgumentException("hedging: stated beside retry (expected: one of them)");
    }
  }

  /**
   * What a contract states for a method, with the defaults for the rest: a method whose calls may
   * be repeated, and that states neither retry nor hedging, has {@link RetryPolicy#DEFAULT}.
   *
   * @throws IllegalArgumentException when what it states makes no sense
   */
  public static MethodResilience of(MethodDescriptor method) {
    return ContractResilience.of(method);
  }

  /**
   * Whether a request may be sent again when nobody knows if it was served.
   *
   * @param method what this holds for
   * @param request a message of the method's request type
   */
  public boolean isRepeatable(RpcMethod<?, ?> method, Message request) {
    return nonIdempotentAllowed || method.policy().isRepeatable(request);
  }

  /** This with retry in place of retry and hedging. */
  public MethodResilience withRetry(RetryPolicy newRetry) {
    return new MethodResilience(
        timeout,
        attemptTimeout,
        Optional.of(newRetry),
        Optional.empty(),
        breaker,
        criticality,
        rate,
        fallbackAllowed,
        nonIdempotentAllowed);
  }

  /** This with hedging in place of retry and hedging. */
  public MethodResilience withHedging(HedgingPolicy newHedging) {
    return new MethodResilience(
        timeout,
        attemptTimeout,
        Optional.empty(),
        Optional.of(newHedging),
        breaker,
        criticality,
        rate,
        fallbackAllowed,
        nonIdempotentAllowed);
  }

  /** This with another limit to each attempt. */
  public MethodResilience withAttemptTimeout(Duration newAttemptTimeout) {
    return new MethodResilience(
        timeout,
        Optional.of(newAttemptTimeout),
        retry,
        hedging,
        breaker,
        criticality,
        rate,
        fallbackAllowed,
        nonIdempotentAllowed);
  }

  /** This with another breaker. */
  public MethodResilience withBreaker(BreakerPolicy newBreaker) {
    return new MethodResilience(
        timeout,
        attemptTimeout,
        retry,
        hedging,
        newBreaker,
        criticality,
        rate,
        fallbackAllowed,
        nonIdempotentAllowed);
  }
}
