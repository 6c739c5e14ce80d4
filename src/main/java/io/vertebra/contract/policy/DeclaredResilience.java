package io.vertebra.contract.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a contract states about how the calls of a method survive failures.
 *
 * <p>Immutable. {@link #wrong} tells whether it makes sense.
 *
 * @param attemptTimeout a duration, or {@code none}; empty when not stated
 * @param retry empty when not stated
 * @param hedging empty when not stated
 * @param breaker empty when not stated
 * @param criticality the name of one of the degrees, or a number that is not known; empty when not
 *     stated
 * @param rate empty when not stated
 * @param fallbackAllowed empty when not stated
 * @param authScopes what a caller must have been granted; empty when not stated
 */
public record DeclaredResilience(
    String attemptTimeout,
    Optional<DeclaredRetry> retry,
    Optional<DeclaredHedging> hedging,
    Optional<DeclaredBreaker> breaker,
    String criticality,
    Optional<DeclaredRate> rate,
    Optional<Boolean> fallbackAllowed,
    List<String> authScopes) {

  /* The numbers of vertebra/options.proto; a test holds them together. */
  static final int ATTEMPT_TIMEOUT = 4;
  static final int RETRY = 10;
  static final int HEDGING = 11;
  static final int BREAKER = 12;
  static final int CRITICALITY = 13;
  static final int RATE = 14;
  static final int FALLBACK = 15;
  static final int AUTH_SCOPE = 16;
  static final int FALLBACK_ALLOWED = 2;

  /** By number. */
  static final List<String> CRITICALITIES =
      List.of("", "CRITICAL_PLUS", "CRITICAL", "SHEDDABLE_PLUS", "SHEDDABLE");

  private static final String UNLIMITED = "none";

  /** States nothing. */
  public static final DeclaredResilience UNSTATED =
      new DeclaredResilience(
          "",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "",
          Optional.empty(),
          Optional.empty(),
          List.of());

  /** As made. */
  public DeclaredResilience {
    authScopes = List.copyOf(authScopes);
  }

  /** What one {@code vertebra.Policy} states. */
  public static DeclaredResilience of(Fields policy) {
    long degree = policy.number(CRITICALITY);
    boolean known = degree >= 0 && degree < CRITICALITIES.size();
    long fallback = policy.number(FALLBACK);
    return new DeclaredResilience(
        policy.text(ATTEMPT_TIMEOUT),
        policy.block(RETRY).map(DeclaredRetry::of),
        policy.block(HEDGING).map(DeclaredHedging::of),
        policy.block(BREAKER).map(DeclaredBreaker::of),
        known ? CRITICALITIES.get((int) degree) : Long.toString(degree),
        policy.block(RATE).map(DeclaredRate::of),
        // A number that is not known allows nothing.
        fallback == 0 ? Optional.empty() : Optional.of(fallback == FALLBACK_ALLOWED),
        policy.texts(AUTH_SCOPE));
  }

  /** This before what the service states, block by block. */
  public DeclaredResilience over(DeclaredResilience service) {
    boolean repeats = retry.isPresent() || hedging.isPresent();
    return new DeclaredResilience(
        attemptTimeout.isEmpty() ? service.attemptTimeout : attemptTimeout,
        repeats ? retry : service.retry,
        repeats ? hedging : service.hedging,
        breaker.or(service::breaker),
        criticality.isEmpty() ? service.criticality : criticality,
        rate.or(service::rate),
        fallbackAllowed.or(service::fallbackAllowed),
        authScopes.isEmpty() ? service.authScopes : authScopes);
  }

  /** This for a method whose calls may not be repeated. */
  public DeclaredResilience withoutRepeats() {
    return new DeclaredResilience(
        attemptTimeout,
        Optional.empty(),
        Optional.empty(),
        breaker,
        criticality,
        rate,
        fallbackAllowed,
        authScopes);
  }

  /** What one attempt has; empty when none is stated, or no limit. */
  public Optional<Duration> attemptLimit() {
    return WrittenDuration.readSome(attemptTimeout);
  }

  /** The name of what makes more than one attempt of a call: {@code retry}; empty when nothing. */
  public Optional<String> repeats() {
    if (hedging.isPresent()) {
      return Optional.of("hedging");
    }
    return retry.filter(stated -> !stated.isNever()).map(stated -> "retry");
  }

  /** What is wrong with {@code retry} and {@code hedging}. */
  public List<String> wrongRepeats() {
    List<String> wrong = new ArrayList<>();
    retry.ifPresent(stated -> wrong.addAll(stated.wrong()));
    hedging.ifPresent(stated -> wrong.addAll(stated.wrong()));
    if (retry.isPresent() && hedging.isPresent()) {
      wrong.add("hedging beside retry (expected: one of them)");
    }
    return wrong;
  }

  /**
   * What is wrong with everything else.
   *
   * @param deadline what the whole call has
   */
  public List<String> wrong(Optional<Duration> deadline) {
    List<String> wrong = new ArrayList<>();
    wrongAttemptTimeout(deadline).ifPresent(wrong::add);
    breaker.ifPresent(stated -> wrong.addAll(stated.wrong()));
    if (!CRITICALITIES.contains(criticality)) {
      wrong.add("criticality " + criticality + " (expected: a known degree)");
    }
    rate.ifPresent(stated -> wrong.addAll(stated.wrong()));
    if (authScopes.stream().anyMatch(String::isBlank)) {
      wrong.add("auth_scope \"\" (expected: the name of a scope)");
    }
    return wrong;
  }

  private Optional<String> wrongAttemptTimeout(Optional<Duration> deadline) {
    if (attemptTimeout.isEmpty() || attemptTimeout.equals(UNLIMITED)) {
      return Optional.empty();
    }
    String stated = "attempt_timeout " + attemptTimeout;
    Optional<Duration> limit = attemptLimit();
    if (limit.isEmpty()) {
      return Optional.of(stated + " (expected: such as 250ms, or none)");
    }
    return deadline
        .filter(whole -> limit.get().compareTo(whole) > 0)
        .map(whole -> stated + " (expected: not above the deadline, or none)");
  }
}
