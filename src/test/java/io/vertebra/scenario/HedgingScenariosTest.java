package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallOptions;
import io.vertebra.resilience.policy.HedgingPolicy;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.resilience.retry.AttemptWatcher;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts that run beside each other, case by case of gRFC A6. */
class HedgingScenariosTest {

  private static MethodResilience hedged(int delayMillis) {
    return MethodResilience.UNSTATED.withHedging(
        new HedgingPolicy(3, Duration.ofMillis(delayMillis), Set.of(RpcCode.UNAVAILABLE)));
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.RetryScenariosTest#everyWay")
  void theFirstGoodAnswerCancelsTheOthers(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, hedged(50))) {
      bench.script.hang();
      bench.assertServed(mode, bench.call(mode));
      assertThat(bench.script.came)
          .extracting(metadata -> metadata.get("grpc-previous-rpc-attempts"))
          .containsExactly(null, "1");
      Awaitility.await().until(() -> bench.script.ended.size() == 2);
      assertThat(bench.script.ended)
          .extracting(Outcome::kind)
          .containsExactlyInAnyOrder(Outcome.Kind.CANCELLED, Outcome.Kind.FINISHED);
      assertThat(Rig.next(bench.rig.clientEnds).kind()).isEqualTo(Outcome.Kind.FINISHED);
      assertThat(bench.rig.clientEnds).isEmpty();
      bench.assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.RetryScenariosTest#everyWay")
  void aFailureThatIsNotFatalBringsTheNextAtOnce(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, hedged(60_000))) {
      bench.script.fail(RpcCode.UNAVAILABLE).fail(RpcCode.UNAVAILABLE);
      bench.assertServed(mode, bench.call(mode));
      assertThat(bench.script.came).hasSize(3);
      bench.assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.RetryScenariosTest#everyWay")
  void aFatalFailureEndsTheCall(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, hedged(20))) {
      bench.script.hang().fail(RpcCode.INVALID_ARGUMENT);
      assertThat(bench.call(mode).failure().code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
      Awaitility.await().until(() -> bench.script.ended.size() == bench.script.came.size());
      bench.assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.RetryScenariosTest#everyWay")
  void theCallFailsWithItsLastAttempt(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, hedged(1))) {
      for (int i = 0; i < 3; i++) {
        bench.script.fail(RpcCode.UNAVAILABLE);
      }
      assertThat(bench.call(mode).failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(bench.script.came).hasSize(3);
      bench.assertNothingIsLeft();
    }
  }

  @Test
  void withoutADelayAllBeginAtOnce() {
    try (AttemptBench bench = new AttemptBench(Route.HTTP2, hedged(0))) {
      bench.script.hang().hang();
      bench.assertServed(RpcMode.UNARY, bench.call(RpcMode.UNARY));
      assertThat(bench.script.came).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "soon"})
  void aServerMayAskForNoMore(String pushback) {
    try (AttemptBench bench = new AttemptBench(Route.HTTP2, hedged(100))) {
      bench.script.fail(RpcCode.UNAVAILABLE, "grpc-retry-pushback-ms", pushback);
      assertThat(bench.call(RpcMode.UNARY).failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(bench.script.came).hasSize(1);
      assertThat(bench.refusals).containsExactly(AttemptWatcher.Reason.PUSHBACK);
      bench.assertNothingIsLeft();
    }
  }

  @Test
  void aServerMayAskForTheNextLater() {
    try (AttemptBench bench = new AttemptBench(Route.HTTP2, hedged(60_000))) {
      bench.script.fail(RpcCode.UNAVAILABLE, "grpc-retry-pushback-ms", "50");
      bench.assertServed(RpcMode.UNARY, bench.call(RpcMode.UNARY));
      assertThat(bench.script.came).hasSize(2);
    }
  }

  @Test
  void aTargetThatMostlyFailsIsNotHedged() {
    try (AttemptBench bench = new AttemptBench(Route.HTTP2, hedged(20))) {
      for (int i = 0; i < 5; i++) {
        bench.script.fail(RpcCode.UNAVAILABLE, "grpc-retry-pushback-ms", "-1");
        bench.call(RpcMode.UNARY);
      }
      bench.script.serveAfter(200);
      bench.assertServed(RpcMode.UNARY, bench.call(RpcMode.UNARY));
      assertThat(bench.script.came).hasSize(6);
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.RetryScenariosTest#everyWay")
  void theDeadlineEndsAllOfThem(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, hedged(20))) {
      bench.script.hang().hang().hang();
      CallOptions brief = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(300));
      Answer answer = bench.rig.call(mode, brief, AttemptBench.request("a"));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
      Awaitility.await().until(() -> bench.script.ended.size() == 3);
      bench.assertNothingIsLeft();
    }
  }
}
