package io.vertebra.resilience.policy;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.vertebra.contract.DeclaredPolicy;
import io.vertebra.contract.Idempotency;
import io.vertebra.contract.policy.DeclaredBreaker;
import io.vertebra.contract.policy.DeclaredHedging;
import io.vertebra.contract.policy.DeclaredRate;
import io.vertebra.contract.policy.DeclaredResilience;
import io.vertebra.contract.policy.DeclaredRetry;
import io.vertebra.contract.policy.WrittenDuration;
import io.vertebra.rpc.MethodPolicy;
import io.vertebra.rpc.RpcCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns what a contract states into what holds. */
final class ContractResilience {

  private ContractResilience() {}

  static MethodResilience of(MethodDescriptor method) {
    MethodPolicy.of(method); // which refuses what makes no sense
    DeclaredPolicy policy = DeclaredPolicy.of(method);
    DeclaredResilience declared = policy.resilience();
    String criticality = declared.criticality();
    return new MethodResilience(
        Optional.empty(),
        declared.attemptLimit(),
        retry(declared, policy.idempotency()),
        declared.hedging().map(ContractResilience::hedging),
        declared.breaker().map(ContractResilience::breaker).orElse(BreakerPolicy.DEFAULT),
        criticality.isEmpty() ? Criticality.CRITICAL : Criticality.valueOf(criticality),
        declared.rate().map(ContractResilience::rate),
        declared.fallbackAllowed().orElse(false),
        false);
  }

  private static Optional<RetryPolicy> retry(DeclaredResilience declared, Idempotency promise) {
    if (declared.retry().isPresent()) {
      return declared.retry().filter(retry -> !retry.isNever()).map(ContractResilience::retry);
    }
    return promise == Idempotency.NONE || declared.hedging().isPresent()
        ? Optional.empty()
        : Optional.of(RetryPolicy.DEFAULT);
  }

  private static RetryPolicy retry(DeclaredRetry retry) {
    return new RetryPolicy(
        (int) retry.maxAttempts(),
        duration(retry.initialBackoff()),
        duration(retry.maxBackoff()),
        retry.multiplier(),
        codes(retry.codes()));
  }

  private static HedgingPolicy hedging(DeclaredHedging hedging) {
    return new HedgingPolicy(
        (int) hedging.maxAttempts(), duration(hedging.delay()), codes(hedging.nonFatalCodes()));
  }

  private static BreakerPolicy breaker(DeclaredBreaker breaker) {
    return new BreakerPolicy(
        BreakerPolicy.Mode.valueOf(breaker.mode()),
        duration(breaker.window()),
        breaker.failureRatio(),
        (int) breaker.minimumCalls(),
        (int) breaker.consecutiveFailures(),
        WrittenDuration.read(breaker.slowCall()),
        duration(breaker.openFor()));
  }

  private static RatePolicy rate(DeclaredRate rate) {
    return new RatePolicy(rate.perSecond(), (int) rate.burst(), rate.perIdentity());
  }

  private static Duration duration(String text) {
    return WrittenDuration.read(text).orElseThrow();
  }

  private static Set<RpcCode> codes(List<String> names) {
    return names.stream().map(RpcCode::valueOf).collect(Collectors.toSet());
  }
}
