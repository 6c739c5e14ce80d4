package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.config.ConfigNode;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.server.ServerConfig;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that takes one call at a time on a connection, and what its clients do about that. */
@Timeout(60)
class ConnectionScenariosTest {

  private static final EchoRequest SLOW = EchoRequest.newBuilder().setDelayMs(1_000).build();

  private final AtomicInteger reached = new AtomicInteger();
  private Rig rig;
  private Context loop;

  @BeforeEach
  void start() {
    ServerConfig oneAtATime =
        ConfigNode.parse("test", "{port: 0, maxConcurrentStreams: 1}").bind(ServerConfig.class);
    rig = Rig.of(Route.HTTP2, server -> server.config(oneAtATime), client -> {});
    rig.service.onCall = call -> reached.incrementAndGet();
    loop = rig.vertx.getOrCreateContext();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** A client that takes its connections from one pool, as all of its calls are of one loop. */
  private EchoClient client(String settings) {
    Http2Transport own =
        new Http2Transport(rig.vertx, ConfigNode.parse("test", settings).bind(ClientConfig.class));
    return new EchoClient(Channel.builder(rig.vertx, own.to("127.0.0.1", rig.port)).build());
  }

  private Future<EchoResponse> call(EchoClient client, CallOptions options) {
    Promise<EchoResponse> answer = Promise.promise();
    loop.runOnContext(ignored -> client.unary(SLOW, options).onComplete(answer));
    return answer.future();
  }

  private static RpcException failure(Future<EchoResponse> call) {
    Rig.await(call.otherwiseEmpty());
    return (RpcException) call.cause();
  }

  @Test
  void moreConnectionsAreOpenedWhenStreamsRunOut() {
    EchoClient client = client("maxConnectionsPerEndpoint: 3");
    List<Future<EchoResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(call(client, CallOptions.DEFAULT));
    }
    Awaitility.await().until(() -> reached.get() == 3);
    assertThat(calls).as("all at the same time").noneMatch(Future::isComplete);
    calls.forEach(Rig::await);
  }

  @Test
  void aCallThatWaitsForAStreamMeetsItsDeadlineAndIsNotSent() {
    EchoClient client = client("maxConnectionsPerEndpoint: 1");
    Future<EchoResponse> first = call(client, CallOptions.DEFAULT);
    Awaitility.await().until(() -> reached.get() == 1);
    Future<EchoResponse> second =
        call(client, CallOptions.DEFAULT.withTimeout(Duration.ofMillis(200)));
    assertThat(failure(second).code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
    assertThat(first.isComplete()).isFalse();
    Rig.await(first);
    Rig.await(call(client, CallOptions.DEFAULT));
    assertThat(reached).as("the first and the last").hasValue(2);
  }

  @Test
  void moreCallsThanMayWaitAreRefused() {
    EchoClient client = client("{maxConnectionsPerEndpoint: 1, maxWaitingCalls: 1}");
    Future<EchoResponse> first = call(client, CallOptions.DEFAULT);
    Awaitility.await().until(() -> reached.get() == 1);
    Future<EchoResponse> waits = call(client, CallOptions.DEFAULT);
    RpcException refused = failure(call(client, CallOptions.DEFAULT));
    assertThat(refused.code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
    Rig.await(first);
    Rig.await(waits);
  }
}
