package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Broken bytes, lost connections, and servers that are none. */
class Http2FaultsTest {

  private static final EchoRequest SLOW =
      EchoRequest.newBuilder().setDelayMs(30_000).setCount(1).build();
  private static final EchoRequest QUICK = EchoRequest.newBuilder().setText("q").build();

  private record Raw(int httpStatus, String grpcStatus, String grpcMessage) {}

  /** Sends bytes as nobody's client would. */
  private static Raw post(Rig rig, String path, Map<String, String> headers, Buffer body) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(rig.port)
            .setURI(path);
    headers.forEach(request::addHeader);
    HttpClient client = rig.vertx.createHttpClient(options);
    return Rig.await(
        client
            .request(request)
            .compose(sent -> sent.send(body))
            .compose(response -> response.end().map(ended -> raw(response)))
            .eventually(client::close)); // Vert.x closes clients that nobody refers to.
  }

  private static Raw raw(HttpClientResponse response) {
    String inHeaders = response.getHeader("grpc-status");
    return inHeaders != null
        ? new Raw(response.statusCode(), inHeaders, response.getHeader("grpc-message"))
        : new Raw(
            response.statusCode(),
            response.getTrailer("grpc-status"),
            response.getTrailer("grpc-message"));
  }

  private static final Map<String, String> GRPC = Map.of("content-type", "application/grpc");
  private static final String UNARY = "/vertebra.test.v1.Echo/Unary";

  private static Buffer frame(int flag, byte[] payload) {
    return Buffer.buffer().appendByte((byte) flag).appendInt(payload.length).appendBytes(payload);
  }

  private static void assertLives(Rig rig) {
    assertThat(rig.call(RpcMode.UNARY, CallOptions.DEFAULT, QUICK).texts()).containsExactly("q");
  }

  @Test
  void garbageProtobufIsInternal() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      Raw raw = post(rig, UNARY, GRPC, frame(0, new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3}));
      assertThat(raw.grpcStatus()).isEqualTo("13");
      assertThat(raw.grpcMessage()).contains("vertebra.test.v1.EchoRequest");
      assertThat(Rig.next(rig.serverEnds).status().code()).isEqualTo(RpcCode.INTERNAL);
      assertLives(rig);
    }
  }

  @Test
  void aUnaryCallWithoutAMessageIsInternal() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      assertThat(post(rig, UNARY, GRPC, Buffer.buffer()).grpcStatus()).isEqualTo("13");
      assertLives(rig);
    }
  }

  @Test
  void aUnaryCallWithTwoMessagesIsInternal() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      Buffer one = frame(0, QUICK.toByteArray());
      assertThat(post(rig, UNARY, GRPC, one.copy().appendBuffer(one)).grpcStatus()).isEqualTo("13");
      assertLives(rig);
    }
  }

  @Test
  void anUnknownEncodingIsUnimplemented() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      Raw raw =
          post(
              rig,
              UNARY,
              Map.of("content-type", "application/grpc", "grpc-encoding", "snappy"),
              frame(1, QUICK.toByteArray()));
      assertThat(raw.grpcStatus()).isEqualTo("12");
      assertThat(raw.grpcMessage()).contains("snappy").contains("gzip");
      assertLives(rig);
    }
  }

  @Test
  void aMessageAboveTheLimitIsResourceExhausted() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      Raw raw = post(rig, UNARY, GRPC, frame(0, new byte[(4 << 20) + 1]));
      assertThat(raw.grpcStatus()).isEqualTo("8");
      assertThat(raw.grpcMessage()).contains("4194304");
      assertLives(rig);
    }
  }

  @Test
  void aCompressedMessageWithoutAnEncodingIsInternal() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      assertThat(post(rig, UNARY, GRPC, frame(1, QUICK.toByteArray())).grpcStatus())
          .isEqualTo("13");
      assertLives(rig);
    }
  }

  @Test
  void aBodyThatEndsWithinAMessageIsInternal() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      Buffer half = frame(0, new byte[100]).getBuffer(0, 50);
      Raw raw = post(rig, UNARY, GRPC, half);
      assertThat(raw.grpcStatus()).isEqualTo("13");
      assertThat(raw.grpcMessage()).contains("within a message");
      assertLives(rig);
    }
  }

  /** Netty fails what is about to be written then, and Vert.x would close the connection. */
  @Test
  void aResetRightAfterTheEndLeavesTheOtherCallsOfTheConnection() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      HttpClient client = rig.vertx.createHttpClient(HTTP2);
      EchoRequest slow = QUICK.toBuilder().setDelayMs(1_500).build();
      Future<Raw> other = send(client, rig, UNARY, frame(0, slow.toByteArray()));
      Awaitility.await().until(() -> rig.service.seen.get() != null);
      for (int i = 0; i < 50; i++) {
        Rig.await(endAndReset(client, rig));
      }
      assertThat(Rig.await(other).grpcStatus()).isEqualTo("0");
      Rig.await(client.close());
    }
  }

  private static Future<Void> endAndReset(HttpClient client, Rig rig) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(rig.port)
            .setURI("/vertebra.test.v1.Echo/BidiStream")
            .addHeader("content-type", "application/grpc");
    return client
        .request(request)
        .compose(
            sent -> {
              sent.response().onFailure(reset -> {});
              sent.setChunked(true).write(frame(0, QUICK.toByteArray()));
              sent.end();
              return sent.reset(8);
            });
  }

  private static Future<Raw> send(HttpClient client, Rig rig, String path, Buffer body) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(rig.port)
            .setURI(path)
            .addHeader("content-type", "application/grpc");
    return client
        .request(request)
        .compose(sent -> sent.send(body))
        .compose(response -> response.end().map(ended -> raw(response)));
  }

  private static final HttpClientOptions HTTP2 =
      new HttpClientOptions()
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setHttp2ClearTextUpgrade(false);

  @Test
  void anUnknownMethodIsUnimplementedAndRecorded() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      Raw raw = post(rig, "/no.such.Service/Method", GRPC, frame(0, new byte[0]));
      assertThat(raw.grpcStatus()).isEqualTo("12");
      assertThat(Rig.next(rig.serverEnds).status().code()).isEqualTo(RpcCode.UNIMPLEMENTED);
      assertThat(post(rig, "/vertebra.test.v1.Echo/Nope", GRPC, frame(0, new byte[0])).grpcStatus())
          .isEqualTo("12");
    }
  }

  @Test
  void aMalformedTimeoutIsInternal() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      Raw raw =
          post(
              rig,
              UNARY,
              Map.of("content-type", "application/grpc", "grpc-timeout", "5x"),
              frame(0, QUICK.toByteArray()));
      assertThat(raw.grpcStatus()).isEqualTo("13");
      assertThat(raw.grpcMessage()).contains("grpc-timeout: 5x (expected:");
      assertThat(Rig.next(rig.serverEnds).status().code()).isEqualTo(RpcCode.INTERNAL);
    }
  }

  @Test
  void whatIsNoGrpcGetsAnHttpAnswer() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      assertThat(post(rig, "/", GRPC, Buffer.buffer()).httpStatus()).isEqualTo(404);
      assertThat(
              post(rig, UNARY, Map.of("content-type", "text/html"), Buffer.buffer()).httpStatus())
          .isEqualTo(415);
      assertLives(rig);
    }
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aLostConnectionEndsTheCallOnBothSides(RpcMode mode) {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      Future<Answer> pending = rig.start(mode, CallOptions.DEFAULT, SLOW);
      Awaitility.await().until(() -> rig.service.seen.get() != null);
      Rig.await(rig.http2.close());
      assertThat(Rig.await(pending).failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.CONNECTION_LOST);
      assertThat(Rig.next(rig.clientEnds).kind()).isEqualTo(Outcome.Kind.CONNECTION_LOST);
    }
  }

  private static RpcException failureOf(Rig rig, int port, CallOptions options) {
    Http2Transport transport = new Http2Transport(rig.vertx, ClientConfig.DEFAULT);
    Channel channel = Channel.builder(rig.vertx, transport.to("127.0.0.1", port)).build();
    return (RpcException)
        Rig.await(
            new EchoClient(channel)
                .unary(QUICK, options)
                .transform((response, cause) -> Future.succeededFuture(cause))
                .eventually(transport::close));
  }

  @Test
  void aRefusedConnectionIsUnavailable() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      RpcException failure = failureOf(rig, 1, CallOptions.DEFAULT);
      assertThat(failure.code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(failure.kind()).isEqualTo(Outcome.Kind.CONNECTION_LOST);
    }
  }

  @Test
  void aServerThatIsSilentMeetsTheDeadline() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      int port =
          Rig.await(rig.vertx.createNetServer().connectHandler(s -> {}).listen(0, "127.0.0.1"))
              .actualPort();
      CallOptions options = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(200));
      assertThat(failureOf(rig, port, options).code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void anHttpAnswerIsMappedByItsStatus() {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      int port =
          Rig.await(
                  rig.vertx
                      .createHttpServer()
                      .requestHandler(r -> r.response().setStatusCode(503).end("busy"))
                      .listen(0, "127.0.0.1"))
              .actualPort();
      RpcException failure = failureOf(rig, port, CallOptions.DEFAULT);
      assertThat(failure.code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(failure.status().message()).contains("503");
    }
  }

  @Test
  void aCallThatIsResetLeavesTheOthersOfItsConnectionAlone() throws IOException {
    try (Rig rig = Rig.of(Route.HTTP2);
        RawHttp2 client = new RawHttp2(rig.port)) {
      Buffer quick = frame(0, QUICK.toByteArray());
      // In one piece, so that the reset is read when the answer has been made and not yet sent.
      client.post(1, UNARY, GRPC, quick).reset(1).post(3, UNARY, GRPC, quick).send();
      assertThat(client.awaitEnd(3)).as("stream 3 is answered").isTrue();
    }
  }
}
