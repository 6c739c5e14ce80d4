package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls made while another is served, and whose call it is after every hop. */
class NestedCallScenariosTest {

  private static final int CALLS = 100;

  private static EchoRequest request(String text, int delayMillis) {
    return EchoRequest.newBuilder().setText(text).setDelayMs(delayMillis).build();
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void inheritTheDeadline(Route route) {
    try (Rig rig = Rig.of(route);
        Rig front = Rig.of(route)) {
      AtomicReference<Future<EchoResponse>> inner = new AtomicReference<>();
      front.service.onCall =
          call ->
              inner.set(
                  rig.client.unary(
                      request("inner", 30_000),
                      CallOptions.DEFAULT.withTimeout(Duration.ofMinutes(5))));
      Answer answer =
          front.call(
              RpcMode.UNARY,
              CallOptions.DEFAULT.withTimeout(Duration.ofMillis(300)),
              request("outer", 30_000));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
      Awaitility.await().until(() -> inner.get().failed());
    }
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void areCancelledWithTheirParent(Route route) {
    try (Rig rig = Rig.of(route);
        Rig front = Rig.of(route)) {
      front.service.onCall = call -> rig.client.unary(request("inner", 30_000));
      CallHandle handle = new CallHandle();
      Future<Answer> outer =
          front.start(
              RpcMode.UNARY, CallOptions.DEFAULT.withHandle(handle), request("outer", 30_000));
      Awaitility.await().until(() -> rig.service.seen.get() != null);
      handle.cancel("enough");
      assertThat(Rig.await(outer).failure().code()).isEqualTo(RpcCode.CANCELLED);
      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.CANCELLED);
    }
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void aServiceWhoseDeadlineHasPassedCallsNobody(Route route) {
    try (Rig rig = Rig.of(route);
        Rig front = Rig.of(route)) {
      AtomicReference<Future<Future<EchoResponse>>> inner = new AtomicReference<>();
      front.service.onCall =
          call ->
              inner.set(
                  front.vertx.timer(400).map(fired -> rig.client.unary(request("too late", 0))));
      front.call(
          RpcMode.UNARY,
          CallOptions.DEFAULT.withTimeout(Duration.ofMillis(100)),
          request("outer", 30_000));
      Future<EchoResponse> late = Rig.await(inner.get());
      Awaitility.await().until(late::isComplete);
      assertThat(late.cause()).hasMessageStartingWith("DEADLINE_EXCEEDED");
      assertThat(rig.service.seen.get()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void noCallSeesAnothersContext(Route route) {
    RandomGenerator random = RandomGenerator.getDefault();
    try (Rig rig = Rig.of(route);
        BlockingWork blocking = BlockingWork.of(rig.vertx, "test", 8, 10_000)) {
      List<String> strangers = new ArrayList<>();
      rig.service.onCall = call -> {};
      List<Future<?>> hops = new ArrayList<>();
      rig.service.onCall =
          call -> {
            String own = call.metadata().get("own");
            int first = random.nextInt(1, 20);
            Future<?> hop =
                rig.vertx
                    .timer(first)
                    .compose(fired -> see(own, "timer", strangers))
                    .compose(
                        ignored ->
                            blocking.run(
                                () -> {
                                  Thread.sleep(random.nextInt(5));
                                  return see(own, "blocking work", strangers);
                                }))
                    .compose(ignored -> see(own, "after blocking work", strangers))
                    .compose(ignored -> rig.vertx.executeBlocking(() -> 1, false))
                    .compose(ignored -> see(own, "after a worker", strangers));
            synchronized (hops) {
              hops.add(hop);
            }
          };
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        CallOptions options =
            CallOptions.DEFAULT.withMetadata(Metadata.of("own", Integer.toString(i)));
        answers.add(rig.start(RpcMode.UNARY, options, request("r" + i, 50)));
      }
      assertThat(Rig.await(Future.all(answers)).succeeded()).isTrue();
      assertThat(hops).hasSize(CALLS);
      Rig.await(Future.all(hops));
      assertThat(strangers).isEmpty();
    }
  }

  private static Future<Void> see(String own, String where, List<String> strangers) {
    String seen = CallContext.current().metadata().get("own");
    if (!own.equals(seen)) {
      synchronized (strangers) {
        strangers.add(own + " saw " + seen + " in " + where);
      }
    }
    return Future.succeededFuture();
  }
}
