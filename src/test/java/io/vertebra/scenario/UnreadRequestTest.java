package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An answer that ends while its client may still send. */
class UnreadRequestTest {

  private static final int STREAM = 1;

  private static final EchoRequest FAILING =
      EchoRequest.newBuilder()
          .setFailure(Failure.newBuilder().setCode(9).setMessage("no").setAfter(1))
          .build();

  private static Buffer framed(EchoRequest message) {
    byte[] bytes = message.toByteArray();
    return Buffer.buffer().appendByte((byte) 0).appendInt(bytes.length).appendBytes(bytes);
  }

  /** The client is told to stop once it was told the status, however slowly it reads. */
  @ParameterizedTest
  @EnumSource(names = {"HTTP2", "HTTP2_VERTX_GRPC"})
  void theStatusComesAheadOfTheResetAlsoToASlowReader(Route route) throws IOException {
    try (Rig rig = Rig.of(route);
        RawHttp2 client = new RawHttp2(rig.port)) {
      // More than the window of a stream takes.
      rig.service.payload = ByteString.copyFrom(new byte[100_000]);
      Buffer headers =
          RawHttp2.block(
              "/vertebra.test.v1.Echo/BidiStream", Map.of("content-type", "application/grpc"));
      client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, STREAM, headers);
      Buffer body = framed(EchoRequest.getDefaultInstance()).appendBuffer(framed(FAILING));
      client.frame(RawHttp2.DATA, 0, STREAM, body);
      client.send();
      assertThat(client.await(RawHttp2.HEADERS)).isEqualTo(STREAM);
      // The failure waits behind what the windows of the client hold back.
      Rig.await(rig.vertx.timer(300));
      Buffer more = Buffer.buffer().appendInt(1 << 20);
      client.frame(RawHttp2.WINDOW_UPDATE, 0, 0, more);
      client.frame(RawHttp2.WINDOW_UPDATE, 0, STREAM, more);
      client.send();
      assertThat(client.answer(10_000)).isEqualTo("grpc-status 9");
      assertThat(client.answer(10_000)).isEqualTo("RST NO_ERROR");
    }
  }

  /** The reset that follows the status is no failure of its own, also when it is heard first. */
  @ParameterizedTest
  @EnumSource(names = {"HTTP2", "HTTP2_TLS"})
  void aCallerThatReadsLateSeesTheStatus(Route route) {
    try (Rig rig = Rig.of(route)) {
      rig.service.payload = ByteString.copyFrom(new byte[100_000]);
      ReadStream<EchoResponse> responses =
          Rig.await(
              rig.client.bidiStream(
                  out ->
                      out.write(EchoRequest.getDefaultInstance())
                          .compose(first -> out.write(FAILING))
                          .compose(second -> Promise.<Void>promise().future())));
      responses.pause();
      Rig.await(rig.vertx.timer(300));
      List<EchoResponse> read = new ArrayList<>();
      Future<Throwable> ended = failureOf(Rig.collect(responses, read));
      responses.resume();
      RpcException failure = (RpcException) Rig.await(ended);
      assertThat(failure.code()).isEqualTo(RpcCode.FAILED_PRECONDITION);
      assertThat(read).hasSize(1);
    }
  }

  private static Future<Throwable> failureOf(Future<Void> call) {
    return call.transform((done, cause) -> Future.succeededFuture(cause));
  }
}
