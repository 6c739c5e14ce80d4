package io.vertebra.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.test.v1.EchoRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Any bytes, in any pieces, are messages or one clean failure, and cost no more than the limit. */
class AnyBytesTest {

  private static final int LIMIT = 64 << 10;

  /** For a message of the limit, put together, unpacked and read, and what goes with it. */
  private static final long MOST_BYTES_ALLOCATED = 16L * LIMIT;

  /** Of the limit, one more, and very much more. */
  private static final List<byte[]> BOMBS =
      List.of(gzip(new byte[LIMIT]), gzip(new byte[LIMIT + 1]), gzip(new byte[64 << 20]));

  /** For the buffers that this test makes of a body, of a byte each at worst. */
  private static final long MOST_BYTES_A_PIECE = 200;

  private static final Set<RpcCode> CLEAN =
      Set.of(RpcCode.INTERNAL, RpcCode.RESOURCE_EXHAUSTED, RpcCode.UNIMPLEMENTED);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What came of a body: its messages, and what ended it, if that was a failure. */
  private record Read(List<ByteBuffer> payloads, RpcException failure) {}

  /** Reads a body in pieces of these sizes, again and again, as a reader of a call does. */
  private static Read read(byte[] body, List<Integer> pieces, String encoding) {
    FrameDecoder decoder = new FrameDecoder(LIMIT);
    List<ByteBuffer> payloads = new ArrayList<>();
    int at = 0;
    try {
      for (int i = 0; at < body.length; i++) {
        int end = Math.min(body.length, at + pieces.get(i % pieces.size()));
        decoder.add(Unpooled.wrappedBuffer(body, at, end - at));
        at = end;
        ByteBuffer payload = decoder.next();
        while (payload != null) {
          payloads.add(copy(payload.duplicate()));
          if (encoding != null) {
            MessageCodec.decode(
                payload,
                decoder.isCompressed() ? encoding : MessageCodec.IDENTITY,
                EchoRequest.getDefaultInstance(),
                LIMIT);
          }
          payload = decoder.next();
        }
      }
      return new Read(payloads, null);
    } catch (RpcException failure) {
      return new Read(payloads, failure);
    }
  }

  private static ByteBuffer copy(ByteBuffer payload) {
    return ByteBuffer.allocate(payload.remaining()).put(payload).flip();
  }

  private static byte[] frame(int flag, long length, byte[] payload) {
    ByteBuf frame = Unpooled.buffer(5 + payload.length);
    frame.writeByte(flag).writeInt((int) length).writeBytes(payload);
    return frame.array();
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return zipped.toByteArray();
  }

  /** Whole frames, frames that lie about their length, valid messages, bombs, and noise. */
  @Provide
  Arbitrary<byte[]> bodies() {
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    Arbitrary<byte[]> messages =
        Arbitraries.strings()
            .ofMaxLength(50)
            .map(text -> EchoRequest.newBuilder().setText(text).build().toByteArray());
    Arbitrary<byte[]> payloads =
        Arbitraries.oneOf(noise, messages, messages.map(AnyBytesTest::gzip), Arbitraries.of(BOMBS));
    Arbitrary<byte[]> framed =
        Combinators.combine(payloads, Arbitraries.of(0, 0, 1, 1, 2, 255))
            .as((payload, flag) -> frame(flag, payload.length, payload));
    Arbitrary<byte[]> lies =
        Combinators.combine(payloads, Arbitraries.longs().between(0, 0xffff_ffffL))
            .as((payload, length) -> frame(0, length, payload));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, framed),
            net.jqwik.api.Tuple.of(1, lies),
            net.jqwik.api.Tuple.of(1, noise))
        .list()
        .ofMaxSize(6)
        .map(AnyBytesTest::joined);
  }

  @Property(seed = "1")
  void areMessagesOrOneCleanFailure(
      @ForAll("bodies") byte[] body,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 20_000) Integer> pieces) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Read read = read(body, pieces, MessageCodec.GZIP);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (read.failure() != null) {
      assertThat(CLEAN).contains(read.failure().code());
    }
    assertThat(read.payloads()).allMatch(payload -> payload.remaining() <= LIMIT);
    assertThat(allocated).isLessThan(MOST_BYTES_ALLOCATED + MOST_BYTES_A_PIECE * body.length);
  }

  @Property(seed = "2")
  void areTheSameMessagesInWhateverPieces(
      @ForAll("bodies") byte[] body,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 300) Integer> pieces) {
    Read whole = read(body, List.of(Math.max(1, body.length)), null);
    Read inPieces = read(body, pieces, null);
    assertThat(inPieces.payloads()).isEqualTo(whole.payloads());
    assertThat(inPieces.failure() == null).isEqualTo(whole.failure() == null);
  }

  @Property(seed = "3")
  void comeBackAsTheyWereSent(
      @ForAll @Size(max = 8) List<@Size(max = 300) byte[]> payloads,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 300) Integer> pieces) {
    byte[] body = joined(payloads.stream().map(p -> frame(0, p.length, p)).toList());
    Read read = read(body, pieces, null);
    assertThat(read.failure()).isNull();
    assertThat(read.payloads()).isEqualTo(payloads.stream().map(ByteBuffer::wrap).toList());
  }

  @Property(seed = "4")
  void comeBackFromGzip(@ForAll String text) {
    Message message = EchoRequest.newBuilder().setText(utf8(text)).build();
    ByteBuffer zipped = ByteBuffer.wrap(MessageCodec.gzip(message));
    assertThat(
            MessageCodec.decode(
                zipped, MessageCodec.GZIP, EchoRequest.getDefaultInstance(), 1 << 20))
        .isEqualTo(message);
  }

  /** Without halves of characters, which no UTF-8 has. */
  static String utf8(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.UTF_8);
  }
}
