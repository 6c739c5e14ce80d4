package io.vertebra.proof.hostile;

import io.vertebra.scenario.RawHttp2;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * What one hostile peer does on one connection.
 *
 * @param name for people
 * @param expected what it is to get, as {@link RawHttp2#answer} says it
 * @param broken the break with which it gets something else
 * @param deed does it; true asks for the form of it that keeps to the rules
 */
record Attack(String name, String expected, String broken, Deed deed) {

  static final String GUARDS = "guards";
  static final String TAME = "tame";

  private static final String CALM = "GOAWAY ENHANCE_YOUR_CALM";
  static final String UNARY = "/vertebra.test.v1.Echo/Unary";
  private static final Map<String, String> GRPC = Map.of("content-type", "application/grpc");
  private static final Buffer EMPTY = Buffer.buffer();
  private static final Buffer MESSAGE = Buffer.buffer(new byte[5]);
  private static final int MOST_FRAME_BYTES = 16 << 10;
  private static final byte[] BOMB = zip(190);
  private static final int PIECES = 50;
  private static final int FRAMES_EACH = 100;
  private static final int WAIT_MILLIS = 2_500;

  /** Attacks over a connection that has been opened. */
  @FunctionalInterface
  interface Deed {
    void on(RawHttp2 peer, boolean tame) throws IOException, InterruptedException;
  }

  /** All of them. */
  static List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    all.add(new Attack("rapid reset", CALM, GUARDS, Attack::rapidReset));
    all.add(
        new Attack(
            "empty CONTINUATIONs", "GOAWAY ENHANCE_YOUR_CALM", TAME, Attack::emptyContinuations));
    all.add(
        new Attack("large CONTINUATIONs", "GOAWAY PROTOCOL_ERROR", GUARDS, Attack::continuations));
    all.add(new Attack("SETTINGS flood", CALM, GUARDS, flood(RawHttp2.SETTINGS, EMPTY)));
    all.add(new Attack("PING flood", CALM, GUARDS, flood(RawHttp2.PING, zeros(8))));
    all.add(
        new Attack(
            "WINDOW_UPDATE flood",
            CALM,
            GUARDS,
            flood(RawHttp2.WINDOW_UPDATE, Buffer.buffer().appendInt(1))));
    all.add(new Attack("window overflow", "GOAWAY FLOW_CONTROL_ERROR", TAME, Attack::overflow));
    all.add(new Attack("HPACK bomb", "HTTP 431", GUARDS, Attack::bomb));
    all.add(new Attack("slow headers", "closed", GUARDS, Attack::slowHeaders));
    all.add(new Attack("half-open connection", "closed", GUARDS, (peer, tame) -> peer.send()));
    all.add(new Attack("decompression bomb", "grpc-status 8", TAME, Attack::gzipBomb));
    all.add(new Attack("wrong frame length", "GOAWAY FRAME_SIZE_ERROR", TAME, Attack::wrongLength));
    all.add(new Attack("end within a frame", "closed", TAME, Attack::truncated));
    all.add(new Attack("wrong content type", "HTTP 415", TAME, Attack::contentType));
    all.add(
        new Attack(
            "path with ..",
            "grpc-status 12",
            TAME,
            (peer, tame) -> call(peer, tame ? UNARY : "/vertebra.test.v1.Echo/../Echo/Unary")));
    all.add(
        new Attack(
            "path out of the root",
            "grpc-status 12",
            TAME,
            (peer, tame) -> call(peer, tame ? UNARY : "/../../etc/passwd")));
    return List.copyOf(all);
  }

  /** Attacks once; what the peer got. */
  String run(int port, boolean tame) throws IOException, InterruptedException {
    try (RawHttp2 peer = new RawHttp2(port)) {
      try {
        deed.on(peer, tame);
      } catch (SocketException refused) {
        // What it was told is still to be read.
      }
      return peer.answer(WAIT_MILLIS);
    }
  }

  /** A connection that never comes to be one. */
  static String slowPreface(int port) throws IOException, InterruptedException {
    try (RawHttp2 peer = RawHttp2.bare(port)) {
      for (int i = 0; i < RawHttp2.PREFACE.length() - 1; i++) {
        peer.bytes(RawHttp2.PREFACE.getBuffer(i, i + 1)).send();
        Thread.sleep(100);
      }
      return peer.answer(1);
    } catch (SocketException gone) {
      return "closed";
    }
  }

  private static Buffer zeros(int bytes) {
    return Buffer.buffer(new byte[bytes]);
  }

  private static void call(RawHttp2 peer, String path) throws IOException {
    peer.post(1, path, GRPC, MESSAGE).send();
  }

  private static void rapidReset(RawHttp2 peer, boolean tame) throws IOException {
    Buffer block = RawHttp2.block(UNARY, GRPC);
    for (int i = 0; i < PIECES; i++) {
      for (int j = 0; j < FRAMES_EACH; j++) {
        int stream = 2 * (i * FRAMES_EACH + j) + 1;
        peer.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, block);
        peer.reset(stream);
      }
      peer.send();
    }
  }

  private static Deed flood(int type, Buffer payload) {
    return (peer, tame) -> {
      for (int i = 0; i < PIECES; i++) {
        for (int j = 0; j < FRAMES_EACH; j++) {
          peer.frame(type, 0, 0, payload);
        }
        peer.send();
      }
    };
  }

  private static void emptyContinuations(RawHttp2 peer, boolean tame) throws IOException {
    peer.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.block(UNARY, GRPC));
    for (int i = 0; i < (tame ? 10 : PIECES * FRAMES_EACH); i++) {
      peer.frame(RawHttp2.CONTINUATION, 0, 1, EMPTY);
    }
    if (tame) {
      peer.frame(RawHttp2.CONTINUATION, RawHttp2.END_HEADERS, 1, EMPTY);
      peer.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, MESSAGE);
    }
    peer.send();
  }

  /** Half a MiB of headers. */
  private static void continuations(RawHttp2 peer, boolean tame) throws IOException {
    peer.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.block(UNARY, GRPC));
    Buffer some = Buffer.buffer();
    while (some.length() < 16_000) {
      some.appendBuffer(Buffer.buffer(new byte[] {0, 1, 'a', 100})).appendBuffer(letters(100));
    }
    for (int i = 0; i < 32; i++) {
      peer.frame(RawHttp2.CONTINUATION, 0, 1, some);
    }
    peer.send();
  }

  private static Buffer letters(int count) {
    return Buffer.buffer("a".repeat(count));
  }

  private static void overflow(RawHttp2 peer, boolean tame) throws IOException {
    peer.frame(RawHttp2.WINDOW_UPDATE, 0, 0, Buffer.buffer().appendInt(tame ? 1 : 0x7fffffff));
    peer.send();
  }

  /** One header of 3 KiB goes into the table, then 60 bytes ask for it 60 times. */
  private static void bomb(RawHttp2 peer, boolean tame) throws IOException {
    Buffer block = RawHttp2.block(UNARY, GRPC);
    block.appendBytes(new byte[] {0x40, 1, 'b', 127, (byte) (0x80 | 0x01), 23});
    block.appendBuffer(letters(127 + 1 + 23 * 128));
    for (int i = 0; i < 60; i++) {
      block.appendByte((byte) (0x80 | 62));
    }
    peer.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, block);
    peer.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, MESSAGE).send();
  }

  /** Some 190 KiB that become 190 MiB, more than the node has for all that it does. */
  private static void gzipBomb(RawHttp2 peer, boolean tame) throws IOException {
    byte[] gzip = tame ? zip(0) : BOMB;
    Map<String, String> headers =
        Map.of("content-type", "application/grpc", "grpc-encoding", "gzip");
    peer.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.block(UNARY, headers));
    Buffer body = Buffer.buffer().appendByte((byte) 1).appendInt(gzip.length).appendBytes(gzip);
    for (int at = 0; at < body.length(); at += MOST_FRAME_BYTES) {
      int end = Math.min(body.length(), at + MOST_FRAME_BYTES);
      peer.frame(RawHttp2.DATA, 0, 1, body.getBuffer(at, end));
    }
    peer.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, EMPTY).send();
  }

  private static byte[] zip(int mebibytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < mebibytes; i++) {
        out.write(new byte[1 << 20]);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void slowHeaders(RawHttp2 peer, boolean tame)
      throws IOException, InterruptedException {
    Buffer head = Buffer.buffer().appendMedium(1000).appendByte((byte) 1).appendByte((byte) 4);
    peer.bytes(head.appendInt(1)).send();
    for (int i = 0; i < 20; i++) {
      peer.bytes(zeros(1)).send();
      Thread.sleep(100);
    }
  }

  private static void wrongLength(RawHttp2 peer, boolean tame) throws IOException {
    peer.frame(RawHttp2.PING, 0, 0, zeros(tame ? 8 : 7)).send();
  }

  private static void truncated(RawHttp2 peer, boolean tame) throws IOException {
    if (tame) {
      call(peer, UNARY);
      return;
    }
    peer.bytes(Buffer.buffer().appendMedium(1000).appendByte((byte) 0)).send();
    peer.endOutput();
  }

  private static void contentType(RawHttp2 peer, boolean tame) throws IOException {
    peer.post(1, UNARY, tame ? GRPC : Map.of("content-type", "text/html"), MESSAGE).send();
  }
}
