package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.resilience.policy.RetryPolicy;
import io.vertebra.resilience.retry.AttemptWatcher;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.Failure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts that follow one another, case by case of gRFC A6. */
class RetryScenariosTest {

  private static final MethodResilience RETRIED =
      MethodResilience.UNSTATED.withRetry(
          new RetryPolicy(
              4,
              Duration.ofMillis(2),
              Duration.ofMillis(10),
              2,
              Set.of(RpcCode.UNAVAILABLE, RpcCode.DEADLINE_EXCEEDED)));

  static Stream<Arguments> everyWay() {
    return Stream.of(Route.HTTP2, Route.LOCAL)
        .flatMap(route -> Stream.of(RpcMode.values()).map(mode -> Arguments.of(route, mode)));
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void failsAreRetriedWithAllOfTheirRequests(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, RETRIED)) {
      bench
          .script
          .failAfterReading(2, RpcCode.UNAVAILABLE)
          .failAfterReading(3, RpcCode.UNAVAILABLE);
      bench.assertServed(mode, bench.call(mode));
      assertThat(bench.script.came)
          .extracting(metadata -> metadata.get("grpc-previous-rpc-attempts"))
          .containsExactly(null, "1", "2");
      bench.assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void eachAttemptAndTheCallEndOnce(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, RETRIED)) {
      bench.script.fail(RpcCode.UNAVAILABLE);
      bench.assertServed(mode, bench.call(mode));
      assertThat(Rig.next(bench.rig.clientEnds).kind()).isEqualTo(Outcome.Kind.FINISHED);
      assertThat(bench.rig.clientEnds).isEmpty();
      Awaitility.await().until(() -> bench.attempts.size() == 2);
      assertThat(bench.attempts)
          .extracting(Outcome::kind)
          .containsExactly(Outcome.Kind.FAILED, Outcome.Kind.FINISHED);
      Awaitility.await().until(() -> bench.script.ended.size() == 2);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void theLastFailureIsTheCalls(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, RETRIED)) {
      for (int i = 0; i < 4; i++) {
        bench.script.fail(RpcCode.UNAVAILABLE, "number", Integer.toString(i));
      }
      Answer answer = bench.call(mode);
      assertThat(answer.failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(answer.trailers().get("number")).isEqualTo("3");
      assertThat(bench.refusals).containsExactly(AttemptWatcher.Reason.MAX_ATTEMPTS);
      bench.assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void otherCodesAreNotRetried(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, RETRIED)) {
      bench.script.fail(RpcCode.INVALID_ARGUMENT);
      assertThat(bench.call(mode).failure().code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
      assertThat(bench.script.came).hasSize(1);
      assertThat(bench.refusals).containsExactly(AttemptWatcher.Reason.CODE);
    }
  }

  /** What is negative, or no number, means never. */
  @ParameterizedTest
  @ValueSource(strings = {"-1", "soon", ""})
  void aServerMayAskForNoRetry(String pushback) {
    try (AttemptBench bench = new AttemptBench(Route.HTTP2, RETRIED)) {
      bench.script.fail(RpcCode.UNAVAILABLE, "grpc-retry-pushback-ms", pushback);
      assertThat(bench.call(RpcMode.UNARY).failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(bench.refusals).containsExactly(AttemptWatcher.Reason.PUSHBACK);
    }
  }

  @Test
  void aServerMayAskForARetryLater() {
    try (AttemptBench bench = new AttemptBench(Route.HTTP2, RETRIED)) {
      bench.script.fail(RpcCode.UNAVAILABLE, "grpc-retry-pushback-ms", "150");
      bench.assertServed(RpcMode.UNARY, bench.call(RpcMode.UNARY));
      assertThat(bench.delays).containsExactly(TimeUnit.MILLISECONDS.toNanos(150));
    }
  }

  @Test
  void pausesGrowUntilTheServerSaysOneOfItsOwn() {
    try (AttemptBench bench = new AttemptBench(Route.HTTP2, RETRIED)) {
      bench
          .script
          .fail(RpcCode.UNAVAILABLE)
          .fail(RpcCode.UNAVAILABLE, "grpc-retry-pushback-ms", "1")
          .fail(RpcCode.UNAVAILABLE);
      bench.assertServed(RpcMode.UNARY, bench.call(RpcMode.UNARY));
      assertThat(bench.delays)
          .extracting(TimeUnit.NANOSECONDS::toMillis)
          .containsExactly(2L, 1L, 2L);
    }
  }

  @Test
  void aTargetThatMostlyFailsIsNotRetried() {
    try (AttemptBench bench = new AttemptBench(Route.HTTP2, RETRIED)) {
      for (int i = 0; i < 5; i++) {
        bench.script.fail(RpcCode.UNAVAILABLE, "grpc-retry-pushback-ms", "-1");
        bench.call(RpcMode.UNARY);
      }
      bench.script.fail(RpcCode.UNAVAILABLE);
      assertThat(bench.call(RpcMode.UNARY).failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(bench.refusals).last().isEqualTo(AttemptWatcher.Reason.THROTTLE);
      assertThat(bench.script.came).hasSize(6);
    }
  }

  @Test
  void aRetryThatCannotEndInTimeIsNotMade() {
    try (AttemptBench bench = new AttemptBench(Route.HTTP2, RETRIED)) {
      bench.script.fail(RpcCode.UNAVAILABLE, "grpc-retry-pushback-ms", "5000");
      CallOptions brief = CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(4));
      Answer answer = bench.rig.call(RpcMode.UNARY, brief, AttemptBench.request("a"));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(bench.refusals).containsExactly(AttemptWatcher.Reason.DEADLINE);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RpcMode.class,
      names = {"SERVER_STREAMING", "BIDI_STREAMING"})
  void aStreamThatHasBegunIsNotRetried(RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(Route.HTTP2, RETRIED)) {
      EchoRequest failing =
          AttemptBench.request("a").toBuilder()
              .setFailure(Failure.newBuilder().setCode(14).setAfter(1))
              .build();
      Answer answer = bench.rig.call(mode, CallOptions.DEFAULT, failing, failing);
      assertThat(answer.texts()).containsExactly("a");
      assertThat(answer.failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(bench.script.came).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"HTTP2, CLIENT_STREAMING", "HTTP2, BIDI_STREAMING", "LOCAL, CLIENT_STREAMING"})
  void moreRequestsThanAreKeptAreSentOnceAndNeverHeldUp(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, RETRIED)) {
      bench.script.failAfterReading(20, RpcCode.UNAVAILABLE);
      EchoRequest large =
          EchoRequest.newBuilder().setPayload(ByteString.copyFrom(new byte[10_000])).build();
      EchoRequest[] requests = new EchoRequest[20];
      Arrays.fill(requests, large);
      Answer answer = bench.rig.call(mode, CallOptions.DEFAULT, requests);
      assertThat(answer.failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(bench.refusals).containsExactly(AttemptWatcher.Reason.BUFFER);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aCallThatIsCancelledBetweenAttemptsMakesNoMore(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, RETRIED)) {
      bench.script.fail(RpcCode.UNAVAILABLE, "grpc-retry-pushback-ms", "9000");
      CallHandle handle = new CallHandle();
      Future<Answer> call =
          bench.rig.start(mode, CallOptions.DEFAULT.withHandle(handle), AttemptBench.request("a"));
      Awaitility.await().until(() -> !bench.delays.isEmpty());
      handle.cancel("not wanted");
      assertThat(Rig.await(call).failure().code()).isEqualTo(RpcCode.CANCELLED);
      bench.assertNothingIsLeft();
      assertThat(bench.script.came).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void anAttemptThatTakesTooLongIsGivenUp(Route route, RpcMode mode) {
    try (AttemptBench bench =
        new AttemptBench(route, RETRIED.withAttemptTimeout(Duration.ofMillis(200)))) {
      bench.script.hang();
      bench.assertServed(mode, bench.call(mode));
      assertThat(bench.attempts)
          .first()
          .extracting(Outcome::kind)
          .isEqualTo(Outcome.Kind.TIMED_OUT);
      Awaitility.await().until(() -> bench.script.ended.size() == 2);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void theDeadlineOfTheCallEndsItsAttempt(Route route, RpcMode mode) {
    try (AttemptBench bench = new AttemptBench(route, RETRIED)) {
      bench.script.hang();
      CallOptions brief = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(200));
      Answer answer = bench.rig.call(mode, brief, AttemptBench.request("a"));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
      assertThat(bench.script.came).hasSize(1);
      Awaitility.await().until(() -> bench.script.ended.size() == 1);
      bench.assertNothingIsLeft();
    }
  }
}
