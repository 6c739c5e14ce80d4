package io.vertebra.resilience.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.options.Policy;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.test.relay.Parcel;
import io.vertebra.test.relay.RelayService;
import io.vertebra.test.relay.SilentService;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContractResilienceTest {

  private static Policy.Builder policy() {
    return Policy.newBuilder();
  }

  private static Policy.Builder idempotent() {
    return policy().setIdempotency(Policy.Idempotency.IDEMPOTENT);
  }

  private static MethodResilience resilience(Policy.Builder service, Policy.Builder method) {
    return MethodResilience.of(StatedMethod.descriptor(service, method));
  }

  private static MethodResilience resilience(Policy.Builder method) {
    return resilience(policy(), method);
  }

  @Test
  void retriesByDefaultWhatMayBeRepeated() {
    MethodResilience retried = MethodResilience.UNSTATED.withRetry(RetryPolicy.DEFAULT);

    assertThat(MethodResilience.of(RelayService.METHOD_HURRY.descriptor())).isEqualTo(retried);
    assertThat(MethodResilience.of(RelayService.METHOD_PASS.descriptor()))
        .as("keyed")
        .isEqualTo(retried);
    assertThat(MethodResilience.of(SilentService.METHOD_READ.descriptor()))
        .as("the standard option")
        .isEqualTo(retried);
    assertThat(MethodResilience.of(RelayService.METHOD_PASS_ALL.descriptor()))
        .as("not idempotent")
        .isEqualTo(MethodResilience.UNSTATED);
    assertThat(MethodResilience.of(SilentService.METHOD_ASK.descriptor()))
        .as("nothing stated")
        .isEqualTo(MethodResilience.UNSTATED);
  }

  @Test
  void hasTheDefaultsOfTheRecordsForWhatABlockDoesNotState() {
    MethodResilience stated =
        resilience(
            idempotent()
                .setRetry(Policy.Retry.getDefaultInstance())
                .setBreaker(Policy.Breaker.getDefaultInstance())
                .setRate(Policy.Rate.newBuilder().setPerSecond(0.5)));

    assertThat(stated.retry()).hasValue(RetryPolicy.DEFAULT);
    assertThat(stated.breaker()).isEqualTo(BreakerPolicy.DEFAULT);
    assertThat(stated.rate()).hasValue(new RatePolicy(0.5, 1, false));
  }

  @Test
  void takesAllThatIsStated() {
    Policy.Builder all =
        idempotent()
            .setDeadline("5s")
            .setAttemptTimeout("900ms")
            .setRetry(
                Policy.Retry.newBuilder()
                    .setMaxAttempts(5)
                    .setInitialBackoff("1m")
                    .setMaxBackoff("10m")
                    .setMultiplier(1.5)
                    .addCodes("ABORTED"))
            .setBreaker(
                Policy.Breaker.newBuilder()
                    .setMode(Policy.Breaker.Mode.CONSECUTIVE)
                    .setWindow("10m")
                    .setFailureRatio(1)
                    .setMinimumCalls(1)
                    .setConsecutiveFailures(1000)
                    .setSlowCall("1ms")
                    .setOpenFor("10ms"))
            .setCriticality(Policy.Criticality.SHEDDABLE_PLUS)
            .setRate(Policy.Rate.newBuilder().setPerSecond(1e7).setBurst(3).setPerIdentity(true))
            .setFallback(Policy.Fallback.ALLOWED);

    assertThat(resilience(all))
        .isEqualTo(
            new MethodResilience(
                Optional.empty(),
                Optional.of(Duration.ofMillis(900)),
                Optional.of(
                    new RetryPolicy(
                        5,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        1.5,
                        Set.of(RpcCode.ABORTED))),
                Optional.empty(),
                new BreakerPolicy(
                    BreakerPolicy.Mode.CONSECUTIVE,
                    Duration.ofMinutes(10),
                    1,
                    1,
                    1000,
                    Optional.of(Duration.ofMillis(1)),
                    Duration.ofMillis(10)),
                Criticality.SHEDDABLE_PLUS,
                Optional.of(new RatePolicy(1e7, 3, true)),
                true,
                false));
  }

  @Test
  void hedgesInPlaceOfRetrying() {
    Policy.Hedging.Builder hedging =
        Policy.Hedging.newBuilder().setDelay("0s").addNonFatalCodes("UNAVAILABLE");
    Policy.Builder service = policy().setRetry(Policy.Retry.getDefaultInstance());

    MethodResilience hedged = resilience(service, idempotent().setHedging(hedging));

    assertThat(hedged.retry()).isEmpty();
    assertThat(hedged.hedging())
        .hasValue(new HedgingPolicy(2, Duration.ZERO, Set.of(RpcCode.UNAVAILABLE)));
  }

  @Test
  void retriesNeverWhenOneAttemptIsStated() {
    Policy.Builder once = policy().setRetry(Policy.Retry.newBuilder().setMaxAttempts(1));

    assertThat(resilience(once, idempotent()).retry()).isEmpty();
    assertThat(resilience(idempotent().mergeFrom(once.build())).retry()).isEmpty();
  }

  @Test
  void leavesRetryOfAServiceOffWhatMayNotBeRepeated() {
    Policy.Builder service = policy().setRetry(Policy.Retry.newBuilder().setMaxAttempts(2));

    assertThat(resilience(service, policy()).retry()).isEmpty();
    assertThat(resilience(service, idempotent()).retry().orElseThrow().maxAttempts()).isEqualTo(2);
  }

  @Test
  void refusesRetryOfWhatMayNotBeRepeated() {
    Policy.Builder retry = policy().setRetry(Policy.Retry.newBuilder().setMaxAttempts(2));

    assertThatThrownBy(() -> resilience(retry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "vertebra.test.relay.Silent.Ask: retry of what is not idempotent"
                + " (expected: IDEMPOTENT, or KEYED)");
  }

  @Test
  void saysWhichRequestsMayBeSentAgain() {
    RpcMethod<?, ?> keyed = RelayService.METHOD_PASS;
    Parcel unkeyed = Parcel.getDefaultInstance();
    MethodResilience resilience = MethodResilience.of(keyed.descriptor());

    assertThat(resilience.isRepeatable(keyed, Parcel.newBuilder().setId("a").build())).isTrue();
    assertThat(resilience.isRepeatable(keyed, unkeyed)).isFalse();
  }
}
