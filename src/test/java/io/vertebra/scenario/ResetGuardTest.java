package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.config.ConfigNode;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcMode;
import io.vertebra.server.ServerConfig;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many streams of a connection may be reset. */
@Timeout(60)
class ResetGuardTest {

  private static final EchoRequest ENDLESS = EchoRequest.newBuilder().setDelayMs(60_000).build();
  private static final EchoRequest QUICK = EchoRequest.getDefaultInstance();

  private static Rig rig(String guard) {
    ServerConfig config =
        ConfigNode.parse("test", "{port: 0, guard: " + guard + "}").bind(ServerConfig.class);
    return Rig.of(Route.HTTP2, server -> server.config(config), client -> {});
  }

  /** A call of one event loop, whose calls share a connection. */
  private static Future<EchoResponse> call(Rig rig, Context loop, CallHandle handle) {
    Promise<EchoResponse> answer = Promise.promise();
    CallOptions options = CallOptions.DEFAULT.withHandle(handle);
    loop.runOnContext(ignored -> rig.client.unary(ENDLESS, options).onComplete(answer));
    return answer.future();
  }

  private static void cancel(Rig rig, Context loop, int calls) {
    for (int i = 0; i < calls; i++) {
      rig.service.seen.set(null);
      CallHandle handle = new CallHandle();
      call(rig, loop, handle);
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> rig.service.seen.get() != null);
      handle.cancel("enough");
      assertThat(Rig.next(rig.serverEnds).kind())
          .isIn(Outcome.Kind.CANCELLED, Outcome.Kind.CONNECTION_LOST);
    }
  }

  @Test
  void moreResetsThanAreAllowedCloseTheConnection() {
    try (Rig rig = rig("{maxResets: 5}")) {
      Context loop = rig.vertx.getOrCreateContext();
      Future<EchoResponse> bystander = call(rig, loop, new CallHandle());
      Awaitility.await().until(() -> rig.service.seen.get() != null);
      cancel(rig, loop, 6);
      Awaitility.await().until(bystander::failed);
      assertThat(rig.call(RpcMode.UNARY, CallOptions.DEFAULT, QUICK).failure())
          .as("on another connection")
          .isNull();
    }
  }

  @Test
  void manyHonestCancelsLeaveTheConnectionOpen() {
    try (Rig rig = rig("{}")) {
      Context loop = rig.vertx.getOrCreateContext();
      CallHandle handle = new CallHandle();
      Future<EchoResponse> bystander = call(rig, loop, handle);
      Awaitility.await().until(() -> rig.service.seen.get() != null);
      cancel(rig, loop, 300);
      assertThat(bystander.isComplete()).isFalse();
      handle.cancel("enough");
    }
  }
}
