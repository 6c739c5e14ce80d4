package io.vertebra.resilience.breaker;

import static io.vertebra.resilience.breaker.BreakerBench.RESPONSE;
import static io.vertebra.resilience.breaker.BreakerBench.UNARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.vertebra.resilience.breaker.BreakerBench.Made;
import io.vertebra.resilience.policy.BreakerPolicy;
import io.vertebra.resilience.policy.BreakerPolicy.Mode;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.EchoService;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FallbacksTest {

  private static final EchoResponse DEFAULT = EchoResponse.newBuilder().setText("default").build();

  private final BreakerBench bench = new BreakerBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static String header(Made call) {
    return BreakerBench.await(call.response()).headers().get(Fallbacks.HEADER);
  }

  @Test
  void answersWhileTheBreakerIsOpen() {
    bench.fallbacks.answer(
        UNARY,
        request -> Future.succeededFuture(DEFAULT.toBuilder().setText(request.getText()).build()));
    bench.allowFallbacks();
    bench.open();

    Made call = bench.call();

    assertThat(call.message()).isEqualTo(EchoResponse.newBuilder().setText("q").build());
    assertThat(header(call)).isEqualTo("circuit-open");
  }

  @Test
  void answersThoseThatAreNotTheProbe() {
    bench.fallbacks.answer(UNARY, request -> Future.succeededFuture(DEFAULT));
    bench.allowFallbacks();
    bench.halfOpen();
    Made probe = bench.call();

    assertThat(bench.call().message()).isEqualTo(DEFAULT);
    probe.answers();
    assertThat(probe.message()).isEqualTo(RESPONSE);
    assertThat(header(probe)).isNull();
  }

  @Test
  void answersWhatAnAdaptiveBreakerRefuses() {
    bench.fallbacks.answer(UNARY, request -> Future.succeededFuture(DEFAULT));
    bench.resilience =
        bench.resilience.withBreaker(
            new BreakerPolicy(
                Mode.ADAPTIVE,
                Duration.ofSeconds(10),
                1,
                1,
                1,
                Optional.empty(),
                Duration.ofSeconds(1)));
    bench.allowFallbacks();
    bench.fail(7);

    assertThat(header(bench.call())).isEqualTo("throttled");
  }

  @Test
  void standsByWhereTheMethodDoesNotAllowIt() {
    bench.fallbacks.answer(UNARY, request -> Future.succeededFuture(DEFAULT));
    bench.open();

    assertThat(bench.call().failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
  }

  @Test
  void callsFailAsEverWhereThereIsNone() {
    bench.allowFallbacks();
    bench.open();

    assertThat(bench.call().failure().getCause()).isNull();
  }

  static Stream<Function<EchoRequest, Future<EchoResponse>>> broken() {
    return Stream.of(
        request -> Future.failedFuture(new IllegalStateException("broken")),
        request -> {
          throw new IllegalStateException("broken");
        },
        request -> Future.succeededFuture(null),
        request -> null);
  }

  @ParameterizedTest
  @MethodSource("broken")
  void failureOfItIsTheCauseOfTheRefusal(Function<EchoRequest, Future<EchoResponse>> function) {
    bench.fallbacks.answer(UNARY, function);
    bench.allowFallbacks();
    bench.open();

    RpcException failure = bench.call().failure();

    assertThat(failure.code()).isEqualTo(RpcCode.UNAVAILABLE);
    assertThat(failure.info().orElseThrow().getReason()).isEqualTo("CIRCUIT_OPEN");
    assertThat(failure.isUnsent()).isTrue();
    assertThat(failure.getCause()).isNotNull();
  }

  @Test
  void lastAnswerComesBackUntilItIsTooOld() {
    bench.fallbacks.lastAnswer(UNARY, EchoRequest::getText, 10, Duration.ofMinutes(1));
    bench.allowFallbacks();
    Made good = bench.call();
    good.answers();
    assertThat(good.message()).isEqualTo(RESPONSE);
    bench.breakers.forceOpen(UNARY.service(), UNARY.name());

    bench.time.advance(Duration.ofMinutes(1));
    assertThat(bench.call().message()).isEqualTo(RESPONSE);
    bench.time.advance(Duration.ofMillis(1));
    assertThat(bench.call().failure().getCause()).isNotNull();
  }

  @Test
  void functionAnswersWhereThereIsNoLastAnswer() {
    bench
        .fallbacks
        .lastAnswer(UNARY, EchoRequest::getText, 10, Duration.ofMinutes(1))
        .answer(UNARY, request -> Future.succeededFuture(DEFAULT));
    bench.allowFallbacks();
    bench.open();

    assertThat(bench.call().message()).isEqualTo(DEFAULT);
  }

  @Test
  void keyThatFailsDoesNotFailTheCallThatIsWell() {
    bench.fallbacks.lastAnswer(
        UNARY,
        request -> {
          throw new IllegalStateException("a mistake");
        },
        10,
        Duration.ofMinutes(1));
    bench.allowFallbacks();
    Made good = bench.call();
    good.answers(RpcResponse.of(RESPONSE));

    assertThat(good.message()).isEqualTo(RESPONSE);
  }

  @Test
  void keepsNoMoreLastAnswersThanItIsTold() {
    LastAnswers answers =
        new LastAnswers(request -> ((EchoRequest) request).getText(), 2, Duration.ofDays(1));
    for (String key : List.of("a", "b", "a", "c")) {
      answers.keep(request(key), RESPONSE, 0);
      answers.find(request("a"), 0);
    }

    assertThat(answers.size()).isEqualTo(2);
    assertThat(answers.find(request("a"), 0)).isEqualTo(RESPONSE);
    assertThat(answers.find(request("b"), 0)).isNull();
  }

  private static EchoRequest request(String text) {
    return EchoRequest.newBuilder().setText(text).build();
  }

  @Test
  void listAnswersAStreamAtItsReadersPace() {
    List<EchoResponse> list =
        IntStream.range(0, 5).mapToObj(i -> RESPONSE.toBuilder().setIndex(i).build()).toList();
    bench.fallbacks.answers(
        EchoService.METHOD_SERVER_STREAM, request -> Future.succeededFuture(list));
    bench.allowFallbacks();
    bench.breakers.forceOpen(UNARY.service(), EchoService.METHOD_SERVER_STREAM.name());

    Made call = bench.call(EchoService.METHOD_SERVER_STREAM, null);
    ReadStream<Message> stream = BreakerBench.await(call.response()).messages().stream();
    List<Message> read = new CopyOnWriteArrayList<>();
    Promise<Void> ended = Promise.promise();
    BreakerBench.on(
        call.life().context(),
        () -> {
          stream.pause();
          stream.endHandler(end -> ended.complete());
          stream.handler(read::add);
          stream.fetch(2);
        });
    BreakerBench.on(call.life().context(), () -> {});
    assertThat(read).hasSize(2);

    BreakerBench.on(call.life().context(), stream::resume);
    BreakerBench.await(ended.future());
    assertThat(read).isEqualTo(new ArrayList<Message>(list));
    assertThat(header(call)).isEqualTo("circuit-open");
  }

  @Test
  void refusesMethodsWhoseRequestsWouldBeLost() {
    assertThatThrownBy(
            () ->
                bench.fallbacks.answer(
                    EchoService.METHOD_CLIENT_STREAM, request -> Future.succeededFuture(DEFAULT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: a method of mode UNARY");
    assertThatThrownBy(
            () ->
                bench.fallbacks.answers(
                    EchoService.METHOD_BIDI_STREAM,
                    request -> Future.succeededFuture(List.of(DEFAULT))))
        .hasMessageContaining("expected: a method of mode SERVER_STREAMING");
    assertThatThrownBy(
            () ->
                bench.fallbacks.lastAnswer(
                    EchoService.METHOD_SERVER_STREAM, request -> 1, 1, Duration.ofSeconds(1)))
        .hasMessageContaining("expected: a method of mode UNARY");
  }

  @Test
  void refusesASecondOne() {
    bench.fallbacks.answer(UNARY, request -> Future.succeededFuture(DEFAULT));

    assertThatThrownBy(
            () -> bench.fallbacks.answer(UNARY, request -> Future.succeededFuture(DEFAULT)))
        .hasMessageContaining("expected: one that has no such fallback yet");
  }

  @Test
  void refusesLimitsOutOfRange() {
    assertThatThrownBy(
            () -> bench.fallbacks.lastAnswer(UNARY, request -> 1, 0, Duration.ofSeconds(1)))
        .hasMessage("maxEntries: 0 (expected: 1..1000000)");
  }
}
