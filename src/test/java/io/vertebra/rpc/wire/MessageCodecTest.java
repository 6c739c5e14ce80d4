package io.vertebra.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class MessageCodecTest {

  private static final EchoRequest PROTOTYPE = EchoRequest.getDefaultInstance();
  private static final EchoRequest MESSAGE = EchoRequest.newBuilder().setText("text").build();

  private static Buffer gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return Buffer.buffer(out.toByteArray());
  }

  private static RpcException failure(Buffer payload, String encoding, int maxBytes) {
    return catchThrowableOfType(
        RpcException.class, () -> MessageCodec.decode(payload, encoding, PROTOTYPE, maxBytes));
  }

  @Test
  void readsPlainAndCompressed() throws IOException {
    Message plain =
        MessageCodec.decode(Buffer.buffer(MESSAGE.toByteArray()), "identity", PROTOTYPE, 100);
    assertThat(plain).isEqualTo(MESSAGE);
    Buffer packed = Buffer.buffer(MessageCodec.gzip(MESSAGE));
    assertThat(MessageCodec.decode(packed, "gzip", PROTOTYPE, 100)).isEqualTo(MESSAGE);
  }

  @Test
  void countsDecompressedBytesAgainstTheLimit() throws IOException {
    byte[] large =
        EchoRequest.newBuilder()
            .setPayload(ByteString.copyFrom(new byte[10_000]))
            .build()
            .toByteArray();
    Buffer bomb = gzip(large);
    assertThat(bomb.length()).isLessThan(1000);
    assertThat(failure(bomb, "gzip", 1000).code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
    assertThat(MessageCodec.decode(bomb, "gzip", PROTOTYPE, large.length)).isNotNull();
  }

  @Test
  void refusesWhatIsNoMessage() {
    Buffer garbage = Buffer.buffer(new byte[] {(byte) 0xff, 1});
    assertThat(failure(garbage, "identity", 100).code()).isEqualTo(RpcCode.INTERNAL);
    assertThat(failure(garbage, "gzip", 100).code()).isEqualTo(RpcCode.INTERNAL);
    assertThat(failure(garbage, "zstd", 100).code()).isEqualTo(RpcCode.UNIMPLEMENTED);
  }
}
