package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.Failure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every call does, in each of the four modes and by each route. */
class CallScenariosTest {

  static Stream<Arguments> everyWay() {
    return Stream.of(Route.values())
        .flatMap(route -> Stream.of(RpcMode.values()).map(mode -> Arguments.of(route, mode)));
  }

  private static EchoRequest request(String text) {
    return EchoRequest.newBuilder().setVersion(1).setText(text).setCount(2).build();
  }

  private static EchoRequest failing(int code, int after) {
    Failure failure =
        Failure.newBuilder()
            .setCode(code)
            .setMessage("nö 100%")
            .setAfter(after)
            .setReason("BROKEN")
            .build();
    return request("x").toBuilder().setFailure(failure).build();
  }

  private static EchoRequest slow() {
    return request("slow").toBuilder().setDelayMs(30_000).build();
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void carriesMessagesAndMetadataBothWays(Route route, RpcMode mode) {
    try (Rig rig = Rig.of(route)) {
      Metadata sent = Metadata.of("custom", "value").withBinary("custom-bin", EchoServer.bytes());
      Answer answer =
          rig.call(mode, CallOptions.DEFAULT.withMetadata(sent), request("a"), request("b"));
      assertThat(answer.failure()).isNull();
      assertThat(answer.texts())
          .containsExactly(
              switch (mode) {
                case UNARY -> new String[] {"a"};
                case SERVER_STREAMING -> new String[] {"a", "a"};
                case CLIENT_STREAMING -> new String[] {"a,b"};
                case BIDI_STREAMING -> new String[] {"a", "b"};
              });
      assertThat(answer.headers().get("echo-header")).isEqualTo("h");
      assertThat(answer.headers().getBinary("echo-bin")).hasValue(EchoServer.bytes());
      assertThat(answer.trailers().get("echo-trailer")).isEqualTo("t");
      CallContext seen = rig.service.seen.get();
      assertThat(seen.metadata().get("custom")).isEqualTo("value");
      assertThat(seen.metadata().getBinary("custom-bin")).hasValue(EchoServer.bytes());
      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.FINISHED);
      assertThat(Rig.next(rig.clientEnds).kind()).isEqualTo(Outcome.Kind.FINISHED);
      assertThat(rig.serverEnds).isEmpty();
      assertThat(rig.clientEnds).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void carriesFailureWithDetails(Route route, RpcMode mode) {
    try (Rig rig = Rig.of(route)) {
      Answer answer =
          rig.call(mode, CallOptions.DEFAULT, failing(RpcCode.FAILED_PRECONDITION.number(), 0));
      assertFailed(answer);
      assertThat(answer.messages()).isEmpty();
      assertThat(answer.trailers().names()).containsExactly("echo-trailer", "failure-trailer");
      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.FAILED);
      Outcome end = Rig.next(rig.clientEnds);
      assertThat(end.kind()).isEqualTo(Outcome.Kind.FAILED);
      assertThat(end.status().code()).isEqualTo(RpcCode.FAILED_PRECONDITION);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void carriesFailureAfterMessages(Route route, RpcMode mode) {
    if (!mode.serverStreams()) {
      return; // One response and a failure cannot both be had.
    }
    try (Rig rig = Rig.of(route)) {
      EchoRequest first = failing(RpcCode.FAILED_PRECONDITION.number(), 1);
      Answer answer = rig.call(mode, CallOptions.DEFAULT, first, first);
      assertFailed(answer);
      assertThat(answer.texts()).containsExactly("x");
      assertThat(answer.headers().get("echo-header")).isEqualTo("h");
    }
  }

  private static void assertFailed(Answer answer) {
    assertThat(answer.failure()).isNotNull();
    assertThat(answer.failure().code()).isEqualTo(RpcCode.FAILED_PRECONDITION);
    assertThat(answer.failure().status().message()).isEqualTo("nö 100%");
    assertThat(answer.failure().info())
        .hasValueSatisfying(
            info -> {
              assertThat(info.getReason()).isEqualTo("BROKEN");
              assertThat(info.getDomain()).isEqualTo("test.vertebra.io");
              assertThat(info.getMetadataMap()).containsEntry("key", "value");
            });
    assertThat(answer.trailers().get("failure-trailer")).isEqualTo("f");
    assertThat(answer.trailers().get("echo-trailer")).isEqualTo("t");
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void hidesWhatAFunctionThrows(Route route, RpcMode mode) {
    try (Rig rig = Rig.of(route)) {
      rig.service.onCall =
          call -> {
            throw new IllegalStateException("secret");
          };
      Answer answer = rig.call(mode, CallOptions.DEFAULT, request("a"));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.UNKNOWN);
      assertThat(answer.failure().getMessage()).doesNotContain("secret");
      assertThat(answer.failure().getCause()).isNull();
      Outcome end = Rig.next(rig.serverEnds);
      assertThat(end.kind()).isEqualTo(Outcome.Kind.THROWN);
      assertThat(end.cause()).hasMessage("secret");
      assertThat(Rig.next(rig.clientEnds).kind()).isEqualTo(Outcome.Kind.FAILED);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void endsAtTheDeadlineOnBothSides(Route route, RpcMode mode) {
    try (Rig rig = Rig.of(route)) {
      CallOptions options = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(200));
      Answer answer = rig.call(mode, options, slow());
      assertThat(answer.failure().code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
      Outcome served = Rig.next(rig.serverEnds);
      assertThat(served.kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
      assertThat(served.status().code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
      assertThat(Rig.next(rig.clientEnds).kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
      assertThat(rig.service.seen.get().isEnded()).isTrue();
      assertThat(rig.service.seen.get().deadline()).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void failsAtOnceWhenTheDeadlineHasPassed(Route route, RpcMode mode) {
    try (Rig rig = Rig.of(route)) {
      Answer answer =
          rig.call(mode, CallOptions.DEFAULT.withTimeout(Duration.ZERO), request("late"));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
      assertThat(rig.service.seen.get()).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void cancelReachesTheService(Route route, RpcMode mode) {
    try (Rig rig = Rig.of(route)) {
      CallHandle handle = new CallHandle();
      Future<Answer> pending = rig.start(mode, CallOptions.DEFAULT.withHandle(handle), slow());
      Awaitility.await().until(() -> rig.service.seen.get() != null);
      handle.cancel("changed my mind");
      assertThat(Rig.await(pending).failure().code()).isEqualTo(RpcCode.CANCELLED);
      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.CANCELLED);
      assertThat(Rig.next(rig.clientEnds).kind()).isEqualTo(Outcome.Kind.CANCELLED);
      assertThat(rig.service.seen.get().isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void aReaderLearnsWhyItsStreamWasCancelled(Route route) {
    try (Rig rig = Rig.of(route)) {
      CallHandle handle = new CallHandle();
      List<EchoResponse> responses = new CopyOnWriteArrayList<>();
      Future<Void> pending =
          rig.client
              .bidiStream(
                  out -> out.write(request("a")).compose(sent -> Future.future(never -> {})),
                  CallOptions.DEFAULT.withHandle(handle))
              .compose(in -> Rig.collect(in, responses));
      Awaitility.await().until(() -> responses.size() == 1);
      handle.cancel("changed my mind");
      Throwable failure =
          Rig.await(pending.transform(ended -> Future.succeededFuture(ended.cause())));
      assertThat(failure).hasMessage("CANCELLED: changed my mind");
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void neverSendsACallThatWasCancelledBefore(Route route, RpcMode mode) {
    try (Rig rig = Rig.of(route)) {
      CallHandle handle = new CallHandle();
      handle.cancel("never mind");
      Answer answer = rig.call(mode, CallOptions.DEFAULT.withHandle(handle), request("a"));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.CANCELLED);
      assertThat(rig.service.seen.get()).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aServiceCancelsItsOwnCall(Route route, RpcMode mode) {
    try (Rig rig = Rig.of(route)) {
      rig.service.onCall = call -> call.context().cancel("enough");
      Answer answer = rig.call(mode, CallOptions.DEFAULT, slow());
      assertThat(answer.failure().code()).isEqualTo(RpcCode.CANCELLED);
      assertThat(answer.failure().status().message()).isEqualTo("enough");
      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.CANCELLED);
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void sendsHeadersAheadOfTheAnswer(Route route, RpcMode mode) {
    try (Rig rig = Rig.of(route)) {
      rig.service.onCall = call -> call.sendHeaders();
      EchoRequest later = request("a").toBuilder().setDelayMs(20).build();
      Answer answer = rig.call(mode, CallOptions.DEFAULT, later);
      assertThat(answer.failure()).isNull();
      assertThat(answer.texts()).isNotEmpty();
      assertThat(answer.headers().get("echo-header")).isEqualTo("h");
      assertThat(answer.trailers().get("echo-trailer")).isEqualTo("t");
    }
  }
}
