package io.vertebra.resilience.breaker;

import static io.vertebra.resilience.breaker.BreakerBench.OPEN_FOR;
import static io.vertebra.resilience.breaker.BreakerBench.THREE;
import static io.vertebra.resilience.breaker.BreakerBench.UNARY;
import static io.vertx.circuitbreaker.CircuitBreakerState.CLOSED;
import static io.vertx.circuitbreaker.CircuitBreakerState.HALF_OPEN;
import static io.vertx.circuitbreaker.CircuitBreakerState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.rpc.RetryInfo;
import io.vertebra.resilience.breaker.BreakerBench.Made;
import io.vertebra.resilience.policy.BreakerPolicy;
import io.vertebra.resilience.policy.BreakerPolicy.Mode;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.rpc.CallReadStream;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.test.v1.EchoService;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitBreakersTest {

  private final BreakerBench bench = new BreakerBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static BreakerPolicy with(Mode mode, Duration slowCall) {
    return new BreakerPolicy(
        mode, Duration.ofSeconds(10), 0.5, 4, 3, Optional.ofNullable(slowCall), OPEN_FOR);
  }

  private void use(BreakerPolicy policy) {
    bench.resilience = bench.resilience.withBreaker(policy);
  }

  /** The table of the article: what each state does with the calls that come. */
  @ParameterizedTest
  @CsvSource({"CLOSED, 5, 0", "HALF_OPEN, 1, 4", "OPEN, 0, 5"})
  void letsThroughWhatItsStateAllows(CircuitBreakerState state, int through, int refused) {
    if (state == OPEN) {
      bench.open();
    } else if (state == HALF_OPEN) {
      bench.halfOpen();
    } else {
      bench.fail(1);
    }
    assertThat(bench.state()).isEqualTo(state);
    int before = bench.reached.get();

    List<Made> calls = new ArrayList<>();
    for (int call = 0; call < 5; call++) {
      calls.add(bench.call());
    }

    assertThat(bench.reached.get() - before).isEqualTo(through);
    assertThat(calls).filteredOn(Made::isRefused).hasSize(refused);
  }

  @Test
  void refusalTellsWhyAndUntilWhen() {
    bench.open();
    bench.time.advance(Duration.ofMillis(300));

    RpcException failure = bench.call().failure();

    assertThat(failure.code()).isEqualTo(RpcCode.UNAVAILABLE);
    assertThat(failure.info().orElseThrow().getReason()).isEqualTo("CIRCUIT_OPEN");
    assertThat(failure.info().orElseThrow().getDomain()).isEqualTo("vertebra.io");
    assertThat(failure.info().orElseThrow().getMetadataMap())
        .isEqualTo(Map.of("service", UNARY.service(), "method", UNARY.name()));
    RetryInfo retry = failure.status().detail(RetryInfo.class).orElseThrow();
    assertThat(retry.getRetryDelay().getSeconds()).isZero();
    assertThat(retry.getRetryDelay().getNanos()).isEqualTo(700_000_000);
    assertThat(failure.isUnsent()).isTrue();
  }

  @Test
  void refusalsAreNoFailuresOfTheService() {
    bench.open();
    BreakerState before = bench.only();
    bench.call();
    bench.call();

    assertThat(bench.only().failures()).isEqualTo(before.failures());
    assertThat(bench.only().refused()).isEqualTo(2);
  }

  @Test
  void goodProbeCloses() {
    bench.halfOpen();
    Made probe = bench.call();
    assertThat(bench.call().isRefused()).isTrue();

    probe.answers();

    assertThat(bench.state()).isEqualTo(CLOSED);
    assertThat(bench.only().failures()).isZero();
    assertThat(bench.call().isRefused()).isFalse();
    assertThat(bench.path()).containsExactly(OPEN, HALF_OPEN, CLOSED);
  }

  @Test
  void badProbeOpensAgainForAsLong() {
    bench.halfOpen();

    bench.call().fails(RpcCode.INTERNAL);

    assertThat(bench.state()).isEqualTo(OPEN);
    bench.time.advance(OPEN_FOR.minusMillis(1));
    assertThat(bench.call().isRefused()).isTrue();
    bench.time.advance(Duration.ofMillis(1));
    assertThat(bench.state()).isEqualTo(HALF_OPEN);
  }

  @Test
  void cancelledProbeHasTheNextCallProbe() {
    bench.halfOpen();
    bench.call().isCancelled();
    assertThat(bench.state()).isEqualTo(HALF_OPEN);

    Made next = bench.call();
    assertThat(next.isRefused()).isFalse();
    assertThat(bench.call().isRefused()).isTrue();

    next.fails(RpcCode.NOT_FOUND);
    assertThat(bench.state()).as("an answer of a service that is well").isEqualTo(CLOSED);
  }

  @Test
  void leavesNoTimerOfAnOpeningThatIsOver() {
    bench.open();
    assertThat(bench.time.scheduled()).isEqualTo(1);

    bench.breakers.reset(UNARY.service(), UNARY.name());

    assertThat(bench.time.scheduled()).isZero();
  }

  @Test
  void whatEndsLateNeitherOpensNorCloses() {
    Made early = bench.call();
    Made other = bench.call();
    bench.halfOpen();

    early.answers();
    assertThat(bench.state()).isEqualTo(HALF_OPEN);
    bench.call().answers();
    other.fails(RpcCode.UNAVAILABLE);

    assertThat(bench.state()).isEqualTo(CLOSED);
    assertThat(bench.only().calls()).isZero();
  }

  @Test
  void opensByTheShareOfFailures() {
    use(with(Mode.FAILURE_RATE, null));
    bench.fail(1);
    bench.call().answers();
    bench.call().answers();
    assertThat(bench.state()).isEqualTo(CLOSED);

    bench.fail(1);

    assertThat(bench.state()).isEqualTo(OPEN);
    assertThat(bench.only().share()).isEqualTo(0.5);
  }

  @Test
  void slowCallsCountAsFailed() {
    use(with(Mode.CONSECUTIVE, Duration.ofMillis(100)));
    for (int call = 0; call < 3; call++) {
      Made slow = bench.call();
      bench.time.advance(Duration.ofMillis(101));
      slow.answers();
    }

    assertThat(bench.state()).isEqualTo(OPEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CANCELLED", "DEADLINE_PASSED", "HARDLY_ANY_TIME"})
  void callsThatSayNothingAreIgnored(String kind) {
    bench.resilience = withTimeout(Duration.ofSeconds(1));
    for (int call = 0; call < 5; call++) {
      switch (kind) {
        case "CANCELLED" -> bench.call().isCancelled();
        case "DEADLINE_PASSED" -> bench.call(UNARY, Duration.ZERO).fails(RpcCode.DEADLINE_EXCEEDED);
        default -> bench.call(UNARY, Duration.ofMillis(100)).fails(RpcCode.DEADLINE_EXCEEDED);
      }
    }

    assertThat(bench.state()).isEqualTo(CLOSED);
    assertThat(bench.only().calls()).isZero();
  }

  @Test
  void deadlinesThatLeftTimeCount() {
    bench.resilience = withTimeout(Duration.ofSeconds(1));
    for (int call = 0; call < 3; call++) {
      Made made = bench.call(UNARY, Duration.ofMillis(101));
      bench.time.advance(Duration.ofMillis(101));
      made.fails(RpcCode.DEADLINE_EXCEEDED);
    }

    assertThat(bench.state()).isEqualTo(OPEN);
  }

  private static MethodResilience withTimeout(Duration timeout) {
    MethodResilience plain = MethodResilience.UNSTATED;
    return new MethodResilience(
        Optional.of(timeout),
        plain.attemptTimeout(),
        plain.retry(),
        plain.hedging(),
        THREE,
        plain.criticality(),
        plain.rate(),
        false,
        false);
  }

  /** A stream of responses that a test sends and ends. */
  private CallReadStream<Message> answerWithStream(Made call, SentStream source) {
    RpcResponse response =
        RpcResponse.of(Metadata.EMPTY, MessageStream.of(source), () -> Metadata.EMPTY);
    BreakerBench.on(call.life().context(), () -> call.service().complete(response));
    RpcResponse seen = BreakerBench.await(call.response());
    CallReadStream<Message> read =
        CallReadStream.over(call.life().context(), seen.messages().stream(), call.life().context());
    read.handler(message -> {});
    BreakerBench.on(call.life().context(), () -> source.send(BreakerBench.RESPONSE));
    return read;
  }

  @Test
  void streamIsGoodAtItsFirstMessage() {
    openStreams();
    bench.time.advance(OPEN_FOR);
    Made probe = bench.call(EchoService.METHOD_SERVER_STREAM, null);
    answerWithStream(probe, new SentStream());

    assertThat(streams().state()).isEqualTo(CLOSED);
    probe.fails(RpcCode.UNAVAILABLE);
    assertThat(streams().failures()).as("and a failure when it fails after that").isEqualTo(1);
  }

  @Test
  void streamThatWasGoodIsNoneMoreWhenItEndsOrIsCancelled() {
    Made ended = bench.call(EchoService.METHOD_SERVER_STREAM, null);
    answerWithStream(ended, new SentStream());
    BreakerBench.on(ended.life().context(), ended.life()::finish);
    Made cancelled = bench.call(EchoService.METHOD_SERVER_STREAM, null);
    answerWithStream(cancelled, new SentStream());
    cancelled.isCancelled();

    assertThat(streams().calls()).isEqualTo(2);
    assertThat(streams().failures()).isZero();
  }

  @Test
  void silentStreamDoesNotHoldThePlaceOfTheProbeForEver() {
    openStreams();
    bench.time.advance(OPEN_FOR);
    bench.call(EchoService.METHOD_SERVER_STREAM, null);
    assertThat(bench.call(EchoService.METHOD_SERVER_STREAM, null).isRefused()).isTrue();

    bench.time.advance(OPEN_FOR);
    Made next = bench.call(EchoService.METHOD_SERVER_STREAM, null);

    assertThat(next.isRefused()).isFalse();
    assertThat(bench.call(EchoService.METHOD_SERVER_STREAM, null).isRefused()).isTrue();
  }

  @Test
  void unaryProbeWithADeadlineHoldsItsPlace() {
    bench.halfOpen();
    bench.call(UNARY, Duration.ofSeconds(30));
    bench.time.advance(OPEN_FOR.multipliedBy(5));

    assertThat(bench.call(UNARY, Duration.ofSeconds(30)).isRefused()).isTrue();
  }

  private void openStreams() {
    for (int call = 0; call < 3; call++) {
      bench.call(EchoService.METHOD_SERVER_STREAM, null).fails(RpcCode.UNAVAILABLE);
    }
    assertThat(streams().state()).isEqualTo(OPEN);
  }

  private BreakerState streams() {
    return bench.breakers.states().stream()
        .filter(state -> state.method().equals(EchoService.METHOD_SERVER_STREAM.name()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void adaptiveRefusesAShareAndStaysClosed() {
    use(with(Mode.ADAPTIVE, null));
    bench.fail(7);

    RpcException failure = bench.call().failure();

    assertThat(failure.info().orElseThrow().getReason()).isEqualTo("THROTTLED_BY_CLIENT");
    assertThat(failure.status().detail(RetryInfo.class)).isEmpty();
    assertThat(bench.state()).isEqualTo(CLOSED);
    assertThat(bench.only().mode()).isEqualTo(Mode.ADAPTIVE);
    assertThat(bench.only().share()).isEqualTo(1 / 8.0);
  }

  @Test
  void resetForgetsWhatAnAdaptiveOneCounted() {
    use(with(Mode.ADAPTIVE, null));
    bench.fail(7);
    bench.breakers.reset(UNARY.service(), UNARY.name());

    assertThat(bench.call().isRefused()).isFalse();
    assertThat(bench.only().calls()).isZero();
  }

  @Test
  void breakerThatIsOffIsNotMade() {
    use(with(Mode.OFF, null));
    bench.fail(30);

    assertThat(bench.breakers.states()).isEmpty();
    assertThat(bench.reached.get()).isEqualTo(30);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"OFF", "ADAPTIVE"})
  void policyThatChangesClosesItAtTheNextCall(Mode mode) {
    bench.open();
    use(with(mode, null));

    assertThat(bench.call().isRefused()).isFalse();
    assertThat(bench.state()).isEqualTo(CLOSED);
  }

  @Test
  void forcedOpenStaysOpenUntilItIsReset() {
    use(with(Mode.OFF, null));
    assertThat(bench.breakers.forceOpen(UNARY.service(), UNARY.name())).isTrue();
    bench.time.advance(Duration.ofHours(1));

    RpcException failure = bench.call().failure();
    assertThat(failure.info().orElseThrow().getReason()).isEqualTo("CIRCUIT_OPEN");
    assertThat(bench.only().forced()).isTrue();

    assertThat(bench.breakers.reset(UNARY.service(), UNARY.name())).isTrue();
    assertThat(bench.call().isRefused()).isFalse();
    assertThat(bench.only().forced()).isFalse();
    assertThat(bench.breakers.reset(UNARY.service(), "Nothing")).isFalse();
  }

  @Test
  void methodsBeyondTheBoundHaveNone() {
    for (int method = 0; method < CircuitBreakers.MAX_BREAKERS; method++) {
      assertThat(bench.breakers.forceOpen("test.Service", "Method" + method)).isTrue();
    }
    bench.open();

    assertThat(bench.call().isRefused()).isFalse();
    assertThat(bench.breakers.states()).hasSize(CircuitBreakers.MAX_BREAKERS);
    assertThat(bench.breakers.forceOpen("test.Service", "Another")).isFalse();
  }

  @Test
  void stateSaysSinceWhen() {
    bench.time.advance(Duration.ofSeconds(7));
    bench.open();

    BreakerState state = bench.only();

    assertThat(state.service()).isEqualTo(UNARY.service());
    assertThat(state.method()).isEqualTo(UNARY.name());
    assertThat(state.since()).isEqualTo(Instant.EPOCH.plusSeconds(7));
    assertThat(state.calls()).isEqualTo(3);
    assertThat(state.failures()).isEqualTo(3);
    assertThat(state.mode()).isEqualTo(Mode.CONSECUTIVE);
  }

  @Test
  void changesArePublishedOnTheEventBus() {
    List<JsonObject> published = new CopyOnWriteArrayList<>();
    bench
        .vertx
        .eventBus()
        .<JsonObject>consumer(CircuitBreakers.ADDRESS, message -> published.add(message.body()));
    bench.open();

    Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> !published.isEmpty());
    assertThat(published.get(0).getString("name")).isEqualTo(UNARY.fullName());
    assertThat(published.get(0).getString("from")).isEqualTo("CLOSED");
    assertThat(published.get(0).getString("state")).isEqualTo("OPEN");
    assertThat(published.get(0).getInteger("failures")).isEqualTo(3);
  }

  @Test
  void listenerThatThrowsStopsNothing() {
    bench.breakers.onChange(
        change -> {
          throw new IllegalStateException("a mistake");
        });
    Runnable stop = bench.breakers.onChange(bench.changes::add);
    stop.run();
    bench.open();

    assertThat(bench.path()).containsExactly(OPEN);
  }

  /** Calls from all event loops at once, again and again: each time one is let through. */
  @Test
  void exactlyOneProbePassesWhenLoopsCompete() {
    bench.open();
    for (int round = 0; round < 50; round++) {
      bench.time.advance(OPEN_FOR);
      int before = bench.reached.get();
      List<Made> calls = new CopyOnWriteArrayList<>();
      List<Thread> callers = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        callers.add(new Thread(() -> calls.add(bench.call())));
      }
      callers.forEach(Thread::start);
      callers.forEach(CircuitBreakersTest::join);

      assertThat(bench.reached.get() - before).as("round %d", round).isEqualTo(1);
      calls.stream()
          .filter(call -> !call.isRefused())
          .forEach(probe -> probe.fails(RpcCode.UNAVAILABLE));
      assertThat(bench.state()).isEqualTo(OPEN);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
