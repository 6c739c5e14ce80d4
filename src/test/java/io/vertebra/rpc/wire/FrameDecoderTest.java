package io.vertebra.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

  private static final int LIMIT = 100_000;

  private static ByteBuf frame(int flag, byte[] payload) {
    ByteBuf frame = Unpooled.buffer();
    return frame.writeByte(flag).writeInt(payload.length).writeBytes(payload);
  }

  private static byte[] bytes(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return bytes;
  }

  private static byte[] payload(int length) {
    byte[] payload = new byte[length];
    new Random(length).nextBytes(payload);
    return payload;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 6, 7, 100, 16_384, 1_000_000})
  void cutsABodyWhereverItsChunksEnd(int chunkBytes) {
    int[] lengths = {0, 1, 4, 5, 0, 300, 16_384, 40_000, LIMIT, 3};
    ByteBuf body = Unpooled.buffer();
    for (int length : lengths) {
      body.writeBytes(frame(length % 2, payload(length)));
    }
    FrameDecoder decoder = new FrameDecoder(LIMIT);
    List<byte[]> read = new ArrayList<>();
    while (body.isReadable()) {
      decoder.add(body.readSlice(Math.min(chunkBytes, body.readableBytes())));
      ByteBuffer next = decoder.next();
      while (next != null) {
        assertThat(decoder.isCompressed()).isEqualTo(lengths[read.size()] % 2 == 1);
        read.add(bytes(next));
        next = decoder.next();
      }
    }
    assertThat(read).hasSize(lengths.length);
    for (int i = 0; i < lengths.length; i++) {
      assertThat(read.get(i)).isEqualTo(payload(lengths[i]));
    }
    assertThat(decoder.isAtBoundary()).isTrue();
  }

  @Test
  void knowsAMessageThatIsNotWhole() {
    FrameDecoder decoder = new FrameDecoder(LIMIT);
    decoder.add(frame(0, payload(10)).readSlice(14));
    assertThat(decoder.next()).isNull();
    assertThat(decoder.isAtBoundary()).isFalse();
  }

  @Test
  void refusesALengthAboveTheLimitBeforeItsBytesCome() {
    FrameDecoder decoder = new FrameDecoder(LIMIT);
    decoder.add(Unpooled.buffer().writeByte(0).writeInt(LIMIT + 1));
    RpcException refused = catchThrowableOfType(RpcException.class, decoder::next);
    assertThat(refused.code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
  }

  @Test
  void readsALengthAsUnsigned() {
    FrameDecoder decoder = new FrameDecoder(LIMIT);
    decoder.add(Unpooled.buffer().writeByte(0).writeInt(-1));
    RpcException refused = catchThrowableOfType(RpcException.class, decoder::next);
    assertThat(refused).hasMessageContaining("4294967295");
  }

  @Test
  void refusesFlagsThatGrpcDoesNotDefine() {
    FrameDecoder decoder = new FrameDecoder(LIMIT);
    decoder.add(frame(2, payload(1)));
    RpcException refused = catchThrowableOfType(RpcException.class, decoder::next);
    assertThat(refused.code()).isEqualTo(RpcCode.INTERNAL);
  }
}
