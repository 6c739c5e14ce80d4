package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.config.ConfigNode;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.server.ServerConfig;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that get old or have nothing to do go, and no call with them. */
@Timeout(60)
class ConnectionAgeTest {

  private static final EchoRequest REQUEST = EchoRequest.newBuilder().setDelayMs(3).build();
  private static final int CALLS = 5_000;

  private final Set<String> peers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger left = new AtomicInteger(CALLS);

  private Rig rig(String connection) {
    ServerConfig config =
        ConfigNode.parse("test", "{port: 0, connection: " + connection + "}")
            .bind(ServerConfig.class);
    Rig rig = Rig.of(Route.HTTP2, server -> server.config(config), client -> {});
    rig.service.onCall = call -> peers.add(call.context().peer());
    return rig;
  }

  @Test
  void noCallIsLostWithAnOldConnection() {
    try (Rig rig = rig("{maxAge: 500ms}")) {
      Context loop = rig.vertx.getOrCreateContext();
      List<Future<Void>> load = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(begin -> callOn(rig).onComplete(done));
        load.add(done.future());
      }
      Rig.await(Future.all(load));
      assertThat(peers).as("connections").hasSizeGreaterThan(2);
    }
  }

  private Future<Void> callOn(Rig rig) {
    return left.getAndDecrement() <= 0
        ? Future.succeededFuture()
        : rig.client.unary(REQUEST).compose(answer -> callOn(rig));
  }

  @Test
  void aStockClientLosesNoCallEither() {
    try (Rig rig = rig("{maxAge: 500ms}")) {
      ManagedChannel channel = StockEcho.channel(rig.port);
      List<Future<Void>> load = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        load.add(
            rig.vertx.executeBlocking(
                () -> {
                  while (left.getAndDecrement() > 0) {
                    ClientCalls.blockingUnaryCall(
                        channel, StockEcho.UNARY, io.grpc.CallOptions.DEFAULT, REQUEST);
                  }
                  return null;
                },
                false));
      }
      Rig.await(Future.all(load));
      channel.shutdownNow();
      assertThat(peers).as("connections").hasSizeGreaterThan(2);
    }
  }

  @Test
  void aCallMayOutlastTheAgeOfItsConnection() {
    try (Rig rig = rig("{maxAge: 100ms, maxAgeGrace: 5s}")) {
      EchoRequest longer = EchoRequest.newBuilder().setDelayMs(1_500).build();
      Answer answer = rig.call(RpcMode.UNARY, CallOptions.DEFAULT, longer);
      assertThat(answer.failure()).isNull();
    }
  }

  @Test
  void aCallEndsWithTheGraceOfItsConnection() {
    try (Rig rig = rig("{maxAge: 100ms, maxAgeGrace: 200ms}")) {
      EchoRequest longer = EchoRequest.newBuilder().setDelayMs(20_000).build();
      Answer answer = rig.call(RpcMode.UNARY, CallOptions.DEFAULT, longer);
      assertThat(answer.failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
    }
  }

  @Test
  void aConnectionWithoutCallsIsClosed() throws IOException {
    try (Rig rig = rig("{maxIdle: 200ms}");
        RawHttp2 peer = new RawHttp2(rig.port)) {
      peer.send();
      assertThat(peer.awaitCloseAnsweringPings()).as("a GOAWAY without error").isZero();
    }
  }

  @Test
  void aConnectionWithACallIsNotIdle() {
    try (Rig rig = rig("{maxIdle: 200ms, maxAgeGrace: 0s}")) {
      EchoRequest longer = EchoRequest.newBuilder().setDelayMs(1_000).build();
      assertThat(rig.call(RpcMode.UNARY, CallOptions.DEFAULT, longer).failure()).isNull();
    }
  }

  /** Calls come at the very time at which their connection has been idle for long enough. */
  @Test
  void noCallIsLostWithAnIdleConnection() {
    try (Rig rig = rig("{maxIdle: 20ms}")) {
      Spaced calls = new Spaced(rig, "{}");
      for (int i = 0; i < 200; i++) {
        calls.after(15 + i % 10);
      }
      assertThat(peers).as("connections").hasSizeGreaterThan(2);
    }
  }

  /** The pool looks every second for connections that nobody uses, and calls come at that time. */
  @Test
  void aClientClosesWhatItDoesNotUseAndLosesNoCall() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      rig.service.onCall = call -> peers.add(call.context().peer());
      Spaced calls = new Spaced(rig, "{connection: {maxIdle: 1s}}");
      for (int pause = 1_900; pause <= 2_100; pause += 100) {
        calls.after(pause);
      }
      assertThat(peers).hasSizeGreaterThan(1);
    }
  }

  /** Calls of one pool, each a while after the one before. */
  private static final class Spaced {

    private final Rig rig;
    private final Context loop;
    private final EchoClient client;

    Spaced(Rig rig, String settings) {
      this.rig = rig;
      this.loop = rig.vertx.getOrCreateContext();
      Http2Transport http2 =
          new Http2Transport(
              rig.vertx, ConfigNode.parse("test", settings).bind(ClientConfig.class));
      this.client =
          new EchoClient(Channel.builder(rig.vertx, http2.to("127.0.0.1", rig.port)).build());
    }

    void after(int millis) {
      Promise<Object> done = Promise.promise();
      Rig.await(rig.vertx.timer(millis));
      loop.runOnContext(
          now -> client.unary(REQUEST).map(answer -> (Object) answer).onComplete(done));
      Rig.await(done.future());
    }
  }
}
