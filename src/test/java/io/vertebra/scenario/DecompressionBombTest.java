package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.wire.Framing;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages of 1 MiB that become 1 GiB when they are unpacked. */
@Timeout(60)
class DecompressionBombTest {

  /** Sixteen members of gzip, one after the other, are one. */
  private static final Buffer BOMB = frame(gzip(64 << 20), 16);

  private static final long MOST_BYTES_ALLOCATED = 64 << 20;
  private static final EchoRequest SMALL = EchoRequest.newBuilder().setText("a").build();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static byte[] gzip(int bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(new byte[bytes]);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return zipped.toByteArray();
  }

  private static Buffer frame(byte[] member, int times) {
    Buffer frame = Buffer.buffer().appendByte((byte) 1).appendInt(member.length * times);
    for (int i = 0; i < times; i++) {
      frame.appendBytes(member);
    }
    return frame;
  }

  private static long allocated() {
    return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  private static void assertCheap(long before) {
    assertThat(allocated() - before).as("bytes allocated").isLessThan(MOST_BYTES_ALLOCATED);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP2", "HTTP2_VERTX_GRPC"})
  void aServerUnpacksNoMoreThanItTakes(Route route) {
    try (Rig rig = Rig.of(route)) {
      HttpClientOptions options =
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false);
      RequestOptions post =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setHost("127.0.0.1")
              .setPort(rig.port)
              .setURI("/vertebra.test.v1.Echo/Unary")
              .addHeader("content-type", "application/grpc")
              .addHeader("grpc-encoding", "gzip");
      assertThat(rig.call(RpcMode.UNARY, CallOptions.DEFAULT, SMALL).failure()).isNull();
      HttpClient client = rig.vertx.createHttpClient(options);
      long before = allocated();
      String status =
          Rig.await(
              client
                  .request(post)
                  .compose(request -> request.send(BOMB))
                  .compose(answer -> answer.end().map(ended -> status(answer))));
      assertThat(status).isEqualTo("8");
      assertCheap(before);
      Rig.await(client.close());
      assertThat(rig.call(RpcMode.UNARY, CallOptions.DEFAULT, SMALL).failure()).isNull();
    }
  }

  private static String status(io.vertx.core.http.HttpClientResponse answer) {
    String inHeaders = answer.getHeader("grpc-status");
    return inHeaders != null ? inHeaders : answer.getTrailer("grpc-status");
  }

  @ParameterizedTest
  @EnumSource(Framing.class)
  void aClientUnpacksNoMoreThanItTakes(Framing framing) {
    try (Rig rig = Rig.of(Route.HTTP2)) {
      int port =
          Rig.await(
                  rig.vertx
                      .createHttpServer()
                      .requestHandler(DecompressionBombTest::answer)
                      .listen(0, "127.0.0.1"))
              .actualPort();
      Http2Transport transport = new Http2Transport(rig.vertx, ClientConfig.DEFAULT, framing);
      EchoClient client =
          new EchoClient(Channel.builder(rig.vertx, transport.to("127.0.0.1", port)).build());
      long before = allocated();
      RpcException failure =
          (RpcException)
              Rig.await(
                  client.unary(SMALL).transform((answer, cause) -> Future.succeededFuture(cause)));
      assertThat(failure.code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
      assertThat(failure.status().message()).contains("4194304");
      assertCheap(before);
      Rig.await(transport.close());
    }
  }

  private static void answer(HttpServerRequest request) {
    request.response().putHeader("content-type", "application/grpc");
    request.response().putHeader("grpc-encoding", "gzip");
    request.response().putTrailer("grpc-status", "0");
    request.endHandler(ended -> request.response().end(BOMB));
  }
}
