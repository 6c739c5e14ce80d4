package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.config.ConfigNode;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.server.ServerConfig;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that are gone, and peers that pretend to be there. */
@Timeout(60)
class KeepaliveScenariosTest {

  private static final String UNARY = "/vertebra.test.v1.Echo/Unary";
  private static final Map<String, String> GRPC = Map.of("content-type", "application/grpc");
  private static final String QUICK = "{keepaliveTime: 100ms, keepaliveTimeout: 1s}";
  private static final EchoRequest SLOW = EchoRequest.newBuilder().setDelayMs(30_000).build();

  private static Rig rig(String connection) {
    ServerConfig config =
        ConfigNode.parse("test", "{port: 0, connection: " + connection + "}")
            .bind(ServerConfig.class);
    return Rig.of(Route.HTTP2, server -> server.config(config), client -> {});
  }

  private static EchoClient client(Vertx vertx, int port, String connection) {
    ClientConfig config =
        ConfigNode.parse("test", "{connection: " + connection + "}").bind(ClientConfig.class);
    Http2Transport http2 = new Http2Transport(vertx, config);
    return new EchoClient(Channel.builder(vertx, http2.to("127.0.0.1", port)).build());
  }

  private static Buffer message(EchoRequest request) {
    byte[] bytes = request.toByteArray();
    return Buffer.buffer().appendByte((byte) 0).appendInt(bytes.length).appendBytes(bytes);
  }

  @Test
  void aClientNoticesThatItsServerIsGone() {
    Vertx vertx = Vertx.vertx();
    Buffer settings = Buffer.buffer(new byte[] {0, 0, 0, RawHttp2.SETTINGS, 0, 0, 0, 0, 0});
    int port =
        Rig.await(
                vertx
                    .createNetServer()
                    .connectHandler(socket -> socket.write(settings))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    Future<EchoResponse> call = client(vertx, port, QUICK).unary(SLOW);
    Rig.await(call.otherwiseEmpty());
    RpcException failure = (RpcException) call.cause();
    assertThat(failure.code()).isEqualTo(RpcCode.UNAVAILABLE);
    assertThat(failure.kind()).isEqualTo(Outcome.Kind.CONNECTION_LOST);
    assertThat(failure.isUnprocessed()).isFalse();
    Rig.await(vertx.close());
  }

  @Test
  void aServerNoticesThatItsClientIsGone() throws IOException {
    try (Rig rig = rig(QUICK);
        RawHttp2 peer = new RawHttp2(rig.port)) {
      peer.post(1, UNARY, GRPC, message(SLOW)).send();
      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.CONNECTION_LOST);
      peer.awaitClose();
    }
  }

  @Test
  void silentPeersThatAnswerPingsKeepTheirCalls() {
    try (Rig rig = rig(QUICK)) {
      EchoRequest later = EchoRequest.newBuilder().setDelayMs(2_500).build();
      Rig.await(client(rig.vertx, rig.port, QUICK).unary(later));
    }
  }

  @Test
  void headersThatAreNeverFinishedEndTheConnection() throws IOException {
    try (Rig rig = rig(QUICK);
        RawHttp2 peer = new RawHttp2(rig.port)) {
      peer.unfinishedHeaders(1, UNARY, GRPC).send();
      peer.awaitClose();
    }
  }

  @Test
  void headersThatTrickleEndTheConnection() throws IOException {
    try (Rig rig = rig(QUICK);
        RawHttp2 peer = new RawHttp2(rig.port)) {
      Buffer head = Buffer.buffer().appendMedium(10_000).appendBytes(new byte[] {1, 4, 0, 0, 0, 1});
      peer.bytes(head).send();
      assertThat(trickle(peer, Buffer.buffer(new byte[9_000]))).isLessThan(2_000);
    }
  }

  @Test
  void aPrefaceThatTricklesEndsTheConnection() throws IOException {
    try (Rig rig = rig("{handshakeTimeout: 300ms}");
        RawHttp2 peer = RawHttp2.bare(rig.port)) {
      Buffer slowly = Buffer.buffer();
      RawHttp2.PREFACE.slice().getString(0, 23).chars().forEach(c -> slowly.appendByte((byte) c));
      assertThat(trickle(peer, slowly)).isLessThan(slowly.length());
    }
  }

  @Test
  void aClientThatSaysNothingAtAllIsNotWaitedFor() throws IOException {
    try (Rig rig = rig("{handshakeTimeout: 300ms}");
        RawHttp2 silent = RawHttp2.bare(rig.port);
        RawHttp2 withoutSettings = RawHttp2.bare(rig.port)) {
      withoutSettings.bytes(RawHttp2.PREFACE).send();
      silent.awaitClose();
      withoutSettings.awaitClose();
    }
  }

  @Test
  void theTimeForAHandshakeIsNoLimitToAConnection() {
    try (Rig rig = rig("{handshakeTimeout: 200ms}")) {
      EchoRequest later = EchoRequest.newBuilder().setDelayMs(1_000).build();
      assertThat(rig.call(RpcMode.UNARY, CallOptions.DEFAULT, later).failure()).isNull();
    }
  }

  @Test
  void theTimeForAHandshakeHoldsForTlsToo() throws IOException {
    ServerConfig config =
        ConfigNode.parse("test", "{port: 0, connection: {handshakeTimeout: 3s}}")
            .bind(ServerConfig.class)
            .withTls(Route.HTTP2_TLS.serverTls());
    try (Rig rig = Rig.of(Route.HTTP2_TLS, server -> server.config(config), client -> {});
        RawHttp2 silent = RawHttp2.bare(rig.port)) {
      EchoRequest later = EchoRequest.newBuilder().setDelayMs(4_000).build();
      Future<Answer> call = rig.start(RpcMode.UNARY, CallOptions.DEFAULT, later);
      silent.awaitClose();
      assertThat(Rig.await(call).failure()).isNull();
    }
  }

  /** A byte every 50 ms. How many it took until the server closed the connection. */
  private static int trickle(RawHttp2 peer, Buffer bytes) throws IOException {
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger(-1);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              try {
                int next = sent.getAndIncrement();
                peer.bytes(bytes.slice(next, next + 1)).send();
              } catch (SocketException | IndexOutOfBoundsException gone) {
                closed.set(sent.get());
              }
              return closed.get() >= 0;
            });
    return closed.get();
  }

  /** grpc-java cuts off a client that pings a silent call more than twice within its time. */
  @Test
  void aServerThatComplainsOfPingsIsPingedLess() throws IOException {
    Vertx vertx = Vertx.vertx();
    Server server =
        NettyServerBuilder.forPort(0)
            .permitKeepAliveTime(400, TimeUnit.MILLISECONDS)
            .addService(StockEcho.answeringAfter(Duration.ofMillis(2_500)))
            .build()
            .start();
    EchoClient client =
        client(vertx, server.getPort(), "{keepaliveTime: 100ms, keepaliveTimeout: 1s}");
    int cutOff = 0;
    while (cutOff < 5 && !Rig.await(client.unary(SLOW).map(true).otherwise(false))) {
      cutOff++;
    }
    assertThat(cutOff).as("calls that were cut off").isBetween(1, 3);
    server.shutdownNow();
    Rig.await(vertx.close());
  }
}
