package io.vertebra.contract.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnknownFieldSet;
import io.vertebra.options.Policy;
import io.vertebra.rpc.RpcCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeclaredResilienceTest {

  private static final Optional<Duration> DEADLINE = Optional.of(Duration.ofSeconds(2));

  private static DeclaredResilience read(Policy.Builder policy) {
    return DeclaredResilience.of(Fields.of(policy.build()));
  }

  private static Policy.Builder policy() {
    return Policy.newBuilder();
  }

  @Test
  void readsTheNumbersThatTheOptionsHave() {
    assertThat(numbers(Policy.Retry.getDescriptor().getFields()))
        .containsExactly(
            "max_attempts = " + DeclaredRetry.MAX_ATTEMPTS,
            "initial_backoff = " + DeclaredRetry.INITIAL_BACKOFF,
            "max_backoff = " + DeclaredRetry.MAX_BACKOFF,
            "multiplier = " + DeclaredRetry.MULTIPLIER,
            "codes = " + DeclaredRetry.CODES);
    assertThat(numbers(Policy.Hedging.getDescriptor().getFields()))
        .containsExactly(
            "max_attempts = " + DeclaredHedging.MAX_ATTEMPTS,
            "delay = " + DeclaredHedging.DELAY,
            "non_fatal_codes = " + DeclaredHedging.NON_FATAL_CODES);
    assertThat(numbers(Policy.Breaker.getDescriptor().getFields()))
        .containsExactly(
            "mode = " + DeclaredBreaker.MODE,
            "window = " + DeclaredBreaker.WINDOW,
            "failure_ratio = " + DeclaredBreaker.FAILURE_RATIO,
            "minimum_calls = " + DeclaredBreaker.MINIMUM_CALLS,
            "consecutive_failures = " + DeclaredBreaker.CONSECUTIVE_FAILURES,
            "slow_call = " + DeclaredBreaker.SLOW_CALL,
            "open_for = " + DeclaredBreaker.OPEN_FOR);
    assertThat(numbers(Policy.Rate.getDescriptor().getFields()))
        .containsExactly(
            "per_second = " + DeclaredRate.PER_SECOND,
            "burst = " + DeclaredRate.BURST,
            "per_identity = " + DeclaredRate.PER_IDENTITY);
    List<FieldDescriptor> fields = Policy.getDescriptor().getFields();
    assertThat(numbers(fields.subList(3, fields.size())))
        .as("after deadline, idempotency and key")
        .containsExactly(
            "attempt_timeout = " + DeclaredResilience.ATTEMPT_TIMEOUT,
            "retry = " + DeclaredResilience.RETRY,
            "hedging = " + DeclaredResilience.HEDGING,
            "breaker = " + DeclaredResilience.BREAKER,
            "criticality = " + DeclaredResilience.CRITICALITY,
            "rate = " + DeclaredResilience.RATE,
            "fallback = " + DeclaredResilience.FALLBACK,
            "auth_scope = " + DeclaredResilience.AUTH_SCOPE);
    assertThat(Policy.Fallback.ALLOWED_VALUE).isEqualTo(DeclaredResilience.FALLBACK_ALLOWED);
  }

  private static List<String> numbers(List<FieldDescriptor> fields) {
    return fields.stream().map(field -> field.getName() + " = " + field.getNumber()).toList();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void readsEachModeOfABreaker(Policy.Breaker.Mode mode) {
    String expected =
        mode == Policy.Breaker.Mode.MODE_UNSPECIFIED ? "FAILURE_RATE" : mode.toString();

    assertThat(read(policy().setBreaker(Policy.Breaker.newBuilder().setMode(mode))).breaker())
        .map(DeclaredBreaker::mode)
        .hasValue(expected);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void readsEachCriticality(Policy.Criticality degree) {
    String expected = degree == Policy.Criticality.CRITICALITY_UNSPECIFIED ? "" : degree.toString();

    assertThat(read(policy().setCriticality(degree)).criticality()).isEqualTo(expected);
  }

  @Test
  void readsWhetherAFallbackIsAllowed() {
    assertThat(read(policy()).fallbackAllowed()).isEmpty();
    assertThat(read(policy().setFallback(Policy.Fallback.FORBIDDEN)).fallbackAllowed())
        .hasValue(false);
    assertThat(read(policy().setFallback(Policy.Fallback.ALLOWED)).fallbackAllowed())
        .hasValue(true);
    assertThat(read(policy().setFallbackValue(77)).fallbackAllowed()).hasValue(false);
  }

  @Test
  void readsNothingOfWhatStatesNothing() {
    assertThat(read(policy().setDeadline("2s"))).isEqualTo(DeclaredResilience.UNSTATED);
    assertThat(DeclaredResilience.UNSTATED.wrong(DEADLINE)).isEmpty();
    assertThat(DeclaredResilience.UNSTATED.wrongRepeats()).isEmpty();
  }

  @Test
  void mergesPartsThatAreStatedApart() throws Exception {
    Policy first =
        policy().setRetry(Policy.Retry.newBuilder().setMaxAttempts(3).addCodes("ABORTED")).build();
    Policy second =
        policy().setRetry(Policy.Retry.newBuilder().setMaxAttempts(2).addCodes("INTERNAL")).build();
    UnknownFieldSet both =
        UnknownFieldSet.newBuilder()
            .mergeFrom(first.toByteString())
            .mergeFrom(second.toByteString())
            .build();

    DeclaredResilience read =
        DeclaredResilience.of(Fields.of(policy().setUnknownFields(both).build()));

    assertThat(read.retry())
        .hasValue(new DeclaredRetry(2, "10ms", "300ms", 2, List.of("ABORTED", "INTERNAL")));
  }

  @Test
  void aMethodsStatementGoesBeforeThatOfItsServiceBlockByBlock() {
    DeclaredResilience service =
        read(
            policy()
                .setAttemptTimeout("1s")
                .setRetry(Policy.Retry.newBuilder().setMaxAttempts(3).addCodes("ABORTED"))
                .setRate(Policy.Rate.newBuilder().setPerSecond(5))
                .setCriticality(Policy.Criticality.SHEDDABLE)
                .addAuthScope("a"));
    DeclaredResilience retrying =
        read(policy().setRetry(Policy.Retry.newBuilder().setMaxAttempts(2))).over(service);
    DeclaredResilience hedging =
        read(policy().setHedging(Policy.Hedging.newBuilder().setDelay("5ms")).addAuthScope("b"))
            .over(service);

    assertThat(retrying.retry().orElseThrow().codes())
        .as("of the method's block, which states none")
        .containsExactly("UNAVAILABLE", "DEADLINE_EXCEEDED");
    assertThat(retrying.attemptTimeout()).isEqualTo("1s");
    assertThat(retrying.rate()).hasValue(new DeclaredRate(5, 5, false));
    assertThat(retrying.criticality()).isEqualTo("SHEDDABLE");
    assertThat(retrying.authScopes()).containsExactly("a");
    assertThat(hedging.retry()).isEmpty();
    assertThat(hedging.hedging()).isPresent();
    assertThat(hedging.authScopes()).containsExactly("b");
    assertThat(DeclaredResilience.UNSTATED.over(service)).isEqualTo(service);
    assertThat(service.withoutRepeats().retry()).isEmpty();
  }

  @Test
  void saysWhatIsWrongAndWhatWasExpected() {
    DeclaredResilience wrong =
        read(
            policy()
                .setAttemptTimeout("3s")
                .setRetry(
                    Policy.Retry.newBuilder()
                        .setMaxAttempts(9)
                        .setInitialBackoff("1s")
                        .setMultiplier(20)
                        .addCodes("GONE"))
                .setHedging(Policy.Hedging.newBuilder().setMaxAttempts(1))
                .setBreaker(Policy.Breaker.newBuilder().setModeValue(9).setFailureRatio(2))
                .setCriticalityValue(12)
                .setRate(Policy.Rate.newBuilder().setBurst(3)));

    assertThat(wrong.wrongRepeats())
        .containsExactly(
            "retry.max_attempts 9 (expected: 1..5)",
            "retry.max_backoff 300ms (expected: 1s..10m)",
            "retry.multiplier 20 (expected: 1..10)",
            "retry.codes GONE (expected: a status code other than OK, as UNAVAILABLE)",
            "hedging.max_attempts 1 (expected: 2..5)",
            "hedging.delay not stated (expected: 0s..1h)",
            "hedging beside retry (expected: one of them)");
    assertThat(wrong.wrong(DEADLINE))
        .containsExactly(
            "attempt_timeout 3s (expected: not above the deadline, or none)",
            "breaker.mode 9 (expected: a known mode)",
            "breaker.failure_ratio 2 (expected: above 0, up to 1)",
            "criticality 12 (expected: a known degree)",
            "rate.per_second 0 (expected: above 0, up to 10000000)");
    assertThat(wrong.wrong(Optional.empty())).as("no deadline").hasSize(4);
  }

  @Test
  void knowsEachStatusCode() {
    List<String> codes =
        Arrays.stream(RpcCode.values()).filter(c -> c != RpcCode.OK).map(RpcCode::name).toList();

    assertThat(new DeclaredRetry(2, "1ms", "1ms", 1, codes).wrong()).isEmpty();
    assertThat(new DeclaredRetry(2, "1ms", "1ms", 1, List.of("OK")).wrong()).hasSize(1);
  }
}
