package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertebra.client.CallOptions;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.server.RpcServer;
import io.vertebra.server.ServerConfig;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Starting on a port, sharing it, and stopping without losing a call. */
class ServerStopTest {

  private static EchoRequest request(int delayMillis) {
    return EchoRequest.newBuilder().setText("t").setCount(2).setDelayMs(delayMillis).build();
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void aStopFinishesTheCallsThatRun(Route route, RpcMode mode) {
    if (route == Route.HTTP2_VERTX_GRPC) {
      return; // Loses an answer whose connection closes right after it.
    }
    try (Rig rig = Rig.of(route)) {
      Future<Answer> running = rig.start(mode, CallOptions.DEFAULT, request(400));
      Awaitility.await().until(() -> rig.service.seen.get() != null);
      Future<Void> stopped = rig.stopServer();
      assertThat(Rig.await(running).failure()).isNull();
      Rig.await(stopped);
      Answer after = rig.call(mode, CallOptions.DEFAULT, request(0));
      assertThat(after.failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
    }
  }

  /**
   * Netty closes a connection on which a message comes of a stream that its GOAWAY refused. And the
   * connections that come during the stop do not hold it up when their calls have ended.
   */
  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aStopKeepsTheCallsThatRunWhileOthersCome(RpcMode mode) {
    ServerConfig patient = ServerConfig.DEFAULT.withPort(0).withDrainTimeout(Duration.ofMinutes(1));
    try (Rig rig = Rig.of(Route.HTTP2, server -> server.config(patient), client -> {})) {
      Future<Answer> running = rig.start(mode, CallOptions.DEFAULT, request(700));
      Awaitility.await().until(() -> rig.service.seen.get() != null);
      AtomicBoolean stopped = new AtomicBoolean();
      List<Future<Void>> load = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        load.add(callUntil(stopped, rig));
      }
      Rig.await(rig.vertx.timer(200));
      Future<Void> stop = rig.stopServer();
      assertThat(Rig.await(running).failure()).isNull();
      stopped.set(true);
      Rig.await(stop);
      Rig.await(Future.join(load));
    }
  }

  private static Future<Void> callUntil(AtomicBoolean stopped, Rig rig) {
    return rig.start(RpcMode.UNARY, CallOptions.DEFAULT, request(5))
        .compose(answer -> rig.vertx.timer(1))
        .compose(answered -> stopped.get() ? Future.succeededFuture() : callUntil(stopped, rig));
  }

  @Test
  void aCallThatOutlastsTheDrainIsEnded() {
    ServerConfig impatient =
        ServerConfig.DEFAULT.withPort(0).withDrainTimeout(Duration.ofMillis(300));
    try (Rig rig = Rig.of(Route.HTTP2, server -> server.config(impatient), client -> {})) {
      Future<Answer> running = rig.start(RpcMode.UNARY, CallOptions.DEFAULT, request(30_000));
      Awaitility.await().until(() -> rig.service.seen.get() != null);
      CallContext served = rig.service.seen.get();
      Rig.await(rig.stopServer());
      assertThat(Rig.await(running).failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      Awaitility.await().until(served::isEnded);
    }
  }

  @Test
  void severalEventLoopsShareThePort() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      Set<String> threads = ConcurrentHashMap.newKeySet();
      rig.service.onCall = call -> threads.add(Thread.currentThread().getName());
      List<Future<Void>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(rig.callOnNewConnection(request(0)));
      }
      Rig.await(Future.all(calls));
      assertThat(threads).hasSizeGreaterThan(1);
    }
  }

  @Test
  void aTakenPortFailsTheStart() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      Vertx vertx = Vertx.vertx();
      RpcServer second =
          RpcServer.builder(vertx)
              .config(ServerConfig.DEFAULT.withPort(rig.port))
              .bind(rig.service.binding())
              .build();
      Future<Throwable> failure =
          second.start().transform((port, cause) -> Future.succeededFuture(cause));
      assertThat(Rig.await(failure)).isInstanceOf(BindException.class);
      Rig.await(vertx.close());
    }
  }

  @Test
  void aServiceIsBoundOnce() {
    try (Rig rig = Rig.of(Route.LOCAL)) {
      RpcServer.Builder builder =
          RpcServer.builder(rig.vertx).bind(rig.service.binding()).bind(rig.service.binding());
      assertThatIllegalArgumentException()
          .isThrownBy(builder::build)
          .withMessageContaining("vertebra.test.v1.Echo twice");
    }
  }
}
