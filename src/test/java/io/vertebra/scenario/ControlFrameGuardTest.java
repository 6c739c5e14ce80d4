package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.vertebra.client.CallOptions;
import io.vertebra.config.ConfigNode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.server.ServerConfig;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.SocketException;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that carry nothing: who floods a server with them is cut off, and nobody else. */
@Timeout(60)
class ControlFrameGuardTest {

  private static final int WINDOW_UPDATE = 8;
  private static final int UNKNOWN = 99;
  private static final int PRIORITY = 2;

  private static Rig rig() {
    ServerConfig config =
        ConfigNode.parse("test", "{port: 0, guard: {maxControlFrames: 100}}")
            .bind(ServerConfig.class);
    return Rig.of(Route.HTTP2, server -> server.config(config), client -> {});
  }

  private static RawHttp2 send(RawHttp2 peer, int frames, int type, int stream, int length)
      throws IOException {
    byte[] payload = new byte[length];
    if (length == 4) {
      payload[3] = 1;
    }
    for (int i = 0; i < frames; i++) {
      peer.frame(type, 0, stream, Buffer.buffer(payload));
    }
    try {
      peer.send();
    } catch (SocketException closed) {
      // Seen by what is read.
    }
    return peer;
  }

  @ParameterizedTest
  @CsvSource({
    RawHttp2.PING + ",0,8",
    RawHttp2.SETTINGS + ",0,0",
    WINDOW_UPDATE + ",0,4",
    UNKNOWN + ",0,3",
    PRIORITY + ",3,5"
  })
  void aFloodIsCutOff(int type, int stream, int length) throws IOException {
    try (Rig rig = rig();
        RawHttp2 peer = new RawHttp2(rig.port)) {
      send(peer, 300, type, stream, length);
      assertThat(peer.awaitClose()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM.code());
      EchoRequest request = EchoRequest.getDefaultInstance();
      assertThat(rig.call(RpcMode.UNARY, CallOptions.DEFAULT, request).failure())
          .as("others are served")
          .isNull();
    }
  }

  @Test
  void asManyAsAreAllowedAreNot() throws IOException {
    try (Rig rig = rig();
        RawHttp2 peer = new RawHttp2(rig.port)) {
      send(peer, 90, RawHttp2.PING, 0, 8);
      peer.post(
              1,
              "/vertebra.test.v1.Echo/Unary",
              Map.of("content-type", "application/grpc"),
              Buffer.buffer(new byte[5]))
          .send();
      assertThat(peer.awaitEnd(1)).isTrue();
    }
  }

  /** grpc-java pings and opens windows while it reads. */
  @ParameterizedTest
  @CsvSource({"10,1500,0", "10,1500,100", "1,1500,20000", "1,60,3000000"})
  void aStockClientMayReadAsMuchAsItCan(int calls, int messages, int bytes) {
    try (Rig rig = rig()) {
      rig.service.payload = ByteString.copyFrom(new byte[bytes]);
      ManagedChannel channel = StockEcho.channel(rig.port);
      EchoRequest request = EchoRequest.newBuilder().setCount(messages).build();
      try {
        for (int i = 0; i < calls; i++) {
          Iterator<?> answers = StockEcho.stream(channel, request);
          int read = 0;
          for (; answers.hasNext(); answers.next()) {
            read++;
          }
          assertThat(read).isEqualTo(messages);
        }
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"10,1500,0", "1,1500,20000", "1,60,3000000"})
  void ourClientMayReadAsMuchAsItCan(int calls, int messages, int bytes) {
    try (Rig rig = rig()) {
      rig.service.payload = ByteString.copyFrom(new byte[bytes]);
      EchoRequest request = EchoRequest.newBuilder().setCount(messages).build();
      for (int i = 0; i < calls; i++) {
        Answer answer = rig.call(RpcMode.SERVER_STREAMING, CallOptions.DEFAULT, request);
        assertThat(answer.failure()).isNull();
        assertThat(answer.texts()).hasSize(messages);
      }
    }
  }
}
