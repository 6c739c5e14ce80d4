package io.vertebra.platform.call;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.vertebra.config.Durations;
import io.vertebra.contract.DeclaredPolicy;
import io.vertebra.contract.Idempotency;
import io.vertebra.contract.policy.DeclaredResilience;
import io.vertebra.resilience.policy.BreakerPolicy;
import io.vertebra.resilience.policy.HedgingPolicy;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.resilience.policy.RatePolicy;
import io.vertebra.resilience.policy.RetryPolicy;
import io.vertebra.rpc.MethodPolicy;
import io.vertebra.rpc.RpcCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the contract of a method, its service's included, makes of its calls, for people. */
final class PolicyText {

  private static final DeclaredPolicy UNSTATED =
      new DeclaredPolicy("", Idempotency.NONE, "", DeclaredResilience.UNSTATED);

  private PolicyText() {}

  /** A line for each part of the policy; none for a contract that states nothing about calls. */
  static List<String> of(MethodDescriptor method) {
    try {
      DeclaredPolicy declared = DeclaredPolicy.of(method);
      if (declared.equals(UNSTATED)) {
        return List.of();
      }
      MethodPolicy policy = MethodPolicy.of(method);
      return lines(policy, MethodResilience.of(method), declared.resilience().authScopes());
    } catch (IllegalArgumentException senseless) {
      return List.of("policy refused: " + senseless.getMessage());
    }
  }

  private static List<String> lines(
      MethodPolicy policy, MethodResilience resilience, List<String> scopes) {
    List<String> lines = new ArrayList<>();
    lines.add(
        policy
            + resilience
                .attemptTimeout()
                .map(limit -> ", each attempt " + Durations.format(limit))
                .orElse(""));
    lines.add(
        resilience
            .retry()
            .map(PolicyText::retry)
            .or(() -> resilience.hedging().map(PolicyText::hedging))
            .orElse("neither retry nor hedging"));
    lines.add("breaker: " + breaker(resilience.breaker()));
    lines.add(
        "%s, %s, fallback %s"
            .formatted(
                resilience.criticality().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                resilience.rate().map(PolicyText::rate).orElse("no rate limit"),
                resilience.fallbackAllowed() ? "allowed" : "forbidden"));
    if (!scopes.isEmpty()) {
      lines.add("scopes: " + String.join(", ", scopes));
    }
    return lines;
  }

  private static String retry(RetryPolicy retry) {
    return "retry: up to %d attempts after %s, backoff %s..%s, times %s"
        .formatted(
            retry.maxAttempts(),
            names(retry.codes()),
            Durations.format(retry.initialBackoff()),
            Durations.format(retry.maxBackoff()),
            plain(retry.multiplier()));
  }

  private static String hedging(HedgingPolicy hedging) {
    return "hedging: up to %d attempts, one each %s%s"
        .formatted(
            hedging.maxAttempts(),
            Durations.format(hedging.delay()),
            hedging.nonFatalCodes().isEmpty()
                ? ""
                : ", at once after " + names(hedging.nonFatalCodes()));
  }

  private static String breaker(BreakerPolicy breaker) {
    String slow =
        breaker
            .slowCall()
            .map(limit -> " failed or slower than " + Durations.format(limit))
            .orElse(" failed");
    String open = ", open for " + Durations.format(breaker.openFor());
    return switch (breaker.mode()) {
      case OFF -> "off";
      case FAILURE_RATE ->
          "%s of %d or more calls in %s%s%s"
              .formatted(
                  percent(breaker.failureRatio()),
                  breaker.minimumCalls(),
                  Durations.format(breaker.window()),
                  slow,
                  open);
      case CONSECUTIVE ->
          "%d calls in a row%s%s".formatted(breaker.consecutiveFailures(), slow, open);
      case ADAPTIVE -> "adaptive, over " + Durations.format(breaker.window());
    };
  }

  private static String rate(RatePolicy rate) {
    return "%s calls/s%s, burst %d"
        .formatted(plain(rate.perSecond()), rate.perIdentity() ? " per caller" : "", rate.burst());
  }

  private static String names(Set<RpcCode> codes) {
    return codes.stream().sorted().map(RpcCode::name).collect(Collectors.joining(", "));
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
