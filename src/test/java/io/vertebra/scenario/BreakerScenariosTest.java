package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.resilience.breaker.BreakerState;
import io.vertebra.resilience.breaker.CircuitBreakers;
import io.vertebra.resilience.breaker.Fallbacks;
import io.vertebra.resilience.policy.BreakerPolicy;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.EchoService;
import io.vertebra.test.v1.Failure;
import io.vertebra.time.ManualTimeSource;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A circuit breaker opens, answers at once, probes and recovers, in any mode and by any route. */
class BreakerScenariosTest {

  private static final Duration OPEN_FOR = Duration.ofSeconds(1);
  private static final EchoRequest GOOD =
      EchoRequest.newBuilder().setText("good").setCount(1).build();

  static Stream<Arguments> modesAndRoutes() {
    return Stream.of(RpcMode.values())
        .flatMap(
            mode -> Stream.of(Route.HTTP2, Route.LOCAL).map(route -> Arguments.of(mode, route)));
  }

  /** A rig whose calls go through breakers that open after three failures, on a clock by hand. */
  private static final class Bench implements AutoCloseable {

    final ManualTimeSource time = new ManualTimeSource();
    final Fallbacks fallbacks = new Fallbacks();
    final AtomicInteger served = new AtomicInteger();
    final Rig rig;
    CircuitBreakers breakers;

    Bench(Route route) {
      MethodResilience plain = MethodResilience.UNSTATED;
      BreakerPolicy three =
          new BreakerPolicy(
              BreakerPolicy.Mode.CONSECUTIVE,
              Duration.ofSeconds(10),
              1,
              1,
              3,
              Optional.empty(),
              OPEN_FOR);
      MethodResilience resilience =
          new MethodResilience(
              plain.timeout(),
              plain.attemptTimeout(),
              plain.retry(),
              plain.hedging(),
              three,
              plain.criticality(),
              plain.rate(),
              true,
              false);
      rig =
          Rig.around(
              route,
              (vertx, router) -> {
                breakers =
                    new CircuitBreakers(
                        vertx, time, new Random(1), method -> resilience, fallbacks);
                return breakers.around(router);
              });
      rig.service.onCall = call -> served.incrementAndGet();
    }

    CircuitBreakerState state() {
      List<BreakerState> states = breakers.states();
      assertThat(states).hasSize(1);
      return states.get(0).state();
    }

    void open(RpcMode mode) {
      EchoRequest failing =
          GOOD.toBuilder()
              .setFailure(Failure.newBuilder().setCode(RpcCode.UNAVAILABLE.number()))
              .build();
      for (int call = 0; call < 3; call++) {
        assertThat(rig.call(mode, CallOptions.DEFAULT, failing).failure().code())
            .isEqualTo(RpcCode.UNAVAILABLE);
      }
      assertThat(state()).isEqualTo(CircuitBreakerState.OPEN);
    }

    @Override
    public void close() {
      rig.close();
    }
  }

  private static void assertRefused(Answer answer) {
    RpcException failure = answer.failure();
    assertThat(failure.code()).isEqualTo(RpcCode.UNAVAILABLE);
    assertThat(failure.info().orElseThrow().getReason()).isEqualTo(CircuitBreakers.CIRCUIT_OPEN);
  }

  @ParameterizedTest
  @MethodSource("modesAndRoutes")
  void opensAnswersAtOnceProbesWithOneAndRecovers(RpcMode mode, Route route) {
    try (Bench bench = new Bench(route)) {
      bench.open(mode);
      assertRefused(bench.rig.call(mode, CallOptions.DEFAULT, GOOD));
      assertThat(bench.served).hasValue(3);
      bench.time.advance(OPEN_FOR);

      Future<Answer> probe =
          bench.rig.start(mode, CallOptions.DEFAULT, GOOD.toBuilder().setDelayMs(500).build());
      Awaitility.await().until(() -> bench.served.get() == 4);
      for (int call = 0; call < 10; call++) {
        assertRefused(bench.rig.call(mode, CallOptions.DEFAULT, GOOD));
      }

      assertThat(Rig.await(probe).texts()).containsExactly("good");
      assertThat(bench.served).as("three that failed, and the probe").hasValue(4);
      assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
      assertThat(bench.rig.call(mode, CallOptions.DEFAULT, GOOD).texts()).containsExactly("good");
    }
  }

  @ParameterizedTest
  @MethodSource("modesAndRoutes")
  void probeThatItsCallerCancelsHasTheNextCallProbe(RpcMode mode, Route route) {
    try (Bench bench = new Bench(route)) {
      bench.open(mode);
      bench.time.advance(OPEN_FOR);
      CallHandle handle = new CallHandle();
      Future<Answer> probe =
          bench.rig.start(
              mode,
              CallOptions.DEFAULT.withHandle(handle),
              GOOD.toBuilder().setDelayMs(5_000).build());
      Awaitility.await().until(() -> bench.served.get() == 4);

      handle.cancel("enough");

      assertThat(Rig.await(probe).failure().code()).isEqualTo(RpcCode.CANCELLED);
      assertThat(bench.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
      Awaitility.await()
          .until(() -> bench.rig.call(mode, CallOptions.DEFAULT, GOOD).texts().contains("good"));
      assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
    }
  }

  /** On one event loop, in the very handler of the answer. */
  @ParameterizedTest
  @MethodSource("modesAndRoutes")
  void callMadeOnTheAnswerOfAProbePasses(RpcMode mode, Route route) {
    try (Bench bench = new Bench(route)) {
      bench.open(mode);
      bench.time.advance(OPEN_FOR);
      Promise<Answer> second = Promise.promise();

      bench.rig.vertx.runOnContext(
          ignored ->
              bench
                  .rig
                  .start(mode, CallOptions.DEFAULT, GOOD)
                  .compose(probe -> bench.rig.start(mode, CallOptions.DEFAULT, GOOD))
                  .onComplete(second));

      assertThat(Rig.await(second.future()).texts()).containsExactly("good");
    }
  }

  @ParameterizedTest
  @MethodSource("modesAndRoutes")
  void probeThatFailsOpensAgain(RpcMode mode, Route route) {
    try (Bench bench = new Bench(route)) {
      bench.open(mode);
      bench.time.advance(OPEN_FOR);
      EchoRequest slow = GOOD.toBuilder().setDelayMs(5_000).build();
      CallOptions options = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(100));

      assertThat(bench.rig.call(mode, options, slow).failure().code())
          .isEqualTo(RpcCode.DEADLINE_EXCEEDED);

      Awaitility.await().until(() -> bench.state() == CircuitBreakerState.OPEN);
      assertRefused(bench.rig.call(mode, CallOptions.DEFAULT, GOOD));
    }
  }

  /** What a breaker between the service and one further on refused opens none here. */
  @ParameterizedTest
  @MethodSource("modesAndRoutes")
  void breakerFurtherOnOpensNoneHere(RpcMode mode, Route route) {
    try (Bench bench = new Bench(route)) {
      bench.rig.service.onCall =
          call -> {
            throw RpcException.of(RpcCode.UNAVAILABLE, "another is not called")
                .withInfo(CircuitBreakers.CIRCUIT_OPEN, CircuitBreakers.DOMAIN, Map.of());
          };

      for (int call = 0; call < 6; call++) {
        assertRefused(bench.rig.call(mode, CallOptions.DEFAULT, GOOD));
      }

      assertThat(bench.state()).isEqualTo(CircuitBreakerState.CLOSED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UNARY", "SERVER_STREAMING"})
  void callerSeesThatAnAnswerIsAFallback(RpcMode mode) {
    try (Bench bench = new Bench(Route.HTTP2)) {
      EchoResponse instead = EchoResponse.newBuilder().setText("instead").build();
      bench
          .fallbacks
          .answer(EchoService.METHOD_UNARY, request -> Future.succeededFuture(instead))
          .answers(
              EchoService.METHOD_SERVER_STREAM,
              request -> Future.succeededFuture(List.of(instead, instead)));
      bench.open(mode);

      Answer answer = bench.rig.call(mode, CallOptions.DEFAULT, GOOD);

      assertThat(answer.failure()).isNull();
      assertThat(answer.texts()).isNotEmpty().containsOnly("instead");
      assertThat(answer.headers().get(Fallbacks.HEADER)).isEqualTo("circuit-open");
    }
  }

  /** Two event loops call at once, again and again: the service sees one call each time. */
  @ParameterizedTest
  @MethodSource("modesAndRoutes")
  void oneProbePassesWhenTwoLoopsCompete(RpcMode mode, Route route) {
    try (Bench bench = new Bench(route)) {
      bench.open(mode);
      for (int round = 1; round <= 10; round++) {
        bench.time.advance(OPEN_FOR);
        EchoRequest failing =
            GOOD.toBuilder()
                .setDelayMs(50)
                .setFailure(Failure.newBuilder().setCode(RpcCode.UNAVAILABLE.number()))
                .build();
        List<Future<Answer>> answers = new ArrayList<>();
        for (int caller = 0; caller < 2; caller++) {
          Promise<Answer> answer = Promise.promise();
          answers.add(answer.future());
          bench.rig.vertx.runOnContext(
              ignored -> bench.rig.start(mode, CallOptions.DEFAULT, failing).onComplete(answer));
        }
        answers.forEach(Rig::await);

        assertThat(bench.served).as("round %d", round).hasValue(3 + round);
      }
    }
  }
}
