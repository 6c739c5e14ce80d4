package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.proof.StockClient;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.EchoService;
import io.vertebra.test.v1.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata beyond the limits, to and from peers that are not ours. */
@Timeout(60)
class MetadataPeersTest {

  private static final EchoRequest SMALL = EchoRequest.newBuilder().setText("a").build();
  private static final Map<String, String> GRPC = Map.of("content-type", "application/grpc");

  /** Netty ends the connection for headers that are larger than a quarter more than the limit. */
  private static final int CUT_OFF = 8192 * 5 / 4;

  private static final String UNARY = "/vertebra.test.v1.Echo/Unary";

  private static Metadata metadata(int bytes) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("large", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(bytes));
    return metadata;
  }

  private static StatusRuntimeException failure(StockClient client, int bytes, EchoRequest call) {
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () -> client.call(EchoService.METHOD_UNARY, call, metadata(bytes)));
  }

  @ParameterizedTest
  @ValueSource(ints = {9_000, 50_000})
  void grpcJavaGetsAStatusForMetadataThatTheServerDoesNotTake(int bytes) {
    try (Rig rig = Rig.of(Route.HTTP2);
        StockClient client = new StockClient("127.0.0.1", rig.port)) {
      assertThat(failure(client, 10, SMALL)).isNull();
      StatusRuntimeException refused = failure(client, bytes, SMALL);
      // Its own Netty refuses, and it has no other code for that.
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
      assertThat(refused.getStatus().getCause()).hasMessageContaining("8192");
      assertThat(failure(client, 10, SMALL)).isNull();
    }
  }

  @Test
  void grpcJavaGetsAStatusForMetadataThatItDoesNotTake() {
    try (Rig rig = Rig.of(Route.HTTP2);
        StockClient client = new StockClient("127.0.0.1", rig.port)) {
      rig.service.onCall = call -> call.addTrailers(large(9_000));
      assertThat(failure(client, 10, SMALL).getStatus().getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      rig.service.onCall = call -> call.addHeaders(large(9_000));
      assertThat(failure(client, 10, SMALL).getStatus().getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      rig.service.onCall = call -> {};
      Failure wordy = Failure.newBuilder().setCode(9).setReason("r".repeat(9_000)).build();
      assertThat(failure(client, 10, SMALL.toBuilder().setFailure(wordy).build()).getStatus())
          .extracting(Status::getCode)
          .isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(failure(client, 10, SMALL)).isNull();
    }
  }

  private static io.vertebra.rpc.Metadata large(int bytes) {
    return io.vertebra.rpc.Metadata.of("large", "x".repeat(bytes));
  }

  /** What a client gets that does not look at what the server takes. */
  @Test
  void aRequestOfAnyoneIsRefusedByItself() throws Exception {
    try (Rig rig = Rig.of(Route.HTTP2);
        RawHttp2 peer = new RawHttp2(rig.port)) {
      Buffer message = Buffer.buffer(new byte[5]);
      peer.post(
          1, UNARY, Map.of("content-type", "application/grpc", "x", "x".repeat(8_100)), message);
      peer.send();
      assertThat(peer.answer(5_000)).isEqualTo("HTTP 431");
      peer.post(3, UNARY, GRPC, message).send();
      assertThat(peer.awaitEnd(3)).isTrue();
      Rig.next(rig.serverEnds);
      assertThat(rig.serverEnds).as("calls that came to be").isEmpty();
      assertThat(rig.call(RpcMode.UNARY, CallOptions.DEFAULT, SMALL).failure()).isNull();
    }
  }

  /** A server that does not look at what the client takes. */
  @ParameterizedTest
  @ValueSource(ints = {8_200, 9_000, 16_000})
  void anAnswerThatTheClientDoesNotTakeFailsTheCall(int bytes) throws Exception {
    Vertx vertx = Vertx.vertx();
    Http2Transport transport = new Http2Transport(vertx, ClientConfig.DEFAULT);
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<EchoResponse> call =
          new EchoClient(
                  Channel.builder(vertx, transport.to("127.0.0.1", listening.getLocalPort()))
                      .build())
              .unary(SMALL);
      try (RawHttp2 server = RawHttp2.accept(listening)) {
        server.send();
        int stream = server.await(RawHttp2.HEADERS);
        Map<String, String> headers = Map.of("large", "x".repeat(bytes), "grpc-status", "0");
        int flags = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
        server.frame(RawHttp2.HEADERS, flags, stream, RawHttp2.answerBlock(headers)).send();
        RpcException failure =
            (RpcException) Rig.await(call.transform((ok, cause) -> Future.succeededFuture(cause)));
        assertThat(failure.code())
            .isEqualTo(bytes < CUT_OFF ? RpcCode.RESOURCE_EXHAUSTED : RpcCode.UNAVAILABLE);
      }
    } finally {
      Rig.await(transport.close().eventually(vertx::close));
    }
  }
}
