package io.vertebra.scenario;

import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;

/** HTTP/2 by hand, for what no client does: frames go out in one piece, in the order given. */
final class RawHttp2 implements AutoCloseable {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final Socket socket;
  private final Buffer out = Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

  RawHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    frame(SETTINGS, 0, 0, Buffer.buffer());
  }

  /** A whole request. */
  RawHttp2 post(int stream, String path, Map<String, String> headers, Buffer body) {
    Buffer block = Buffer.buffer();
    Map.of(":method", "POST", ":scheme", "http", ":path", path, ":authority", "localhost")
        .forEach((name, value) -> literal(block, name, value));
    headers.forEach((name, value) -> literal(block, name, value));
    frame(HEADERS, END_HEADERS, stream, block);
    return frame(DATA, END_STREAM, stream, body);
  }

  RawHttp2 reset(int stream) {
    return frame(RST_STREAM, 0, stream, Buffer.buffer().appendInt(8));
  }

  private RawHttp2 frame(int type, int flags, int stream, Buffer payload) {
    out.appendMedium(payload.length())
        .appendByte((byte) type)
        .appendByte((byte) flags)
        .appendInt(stream)
        .appendBuffer(payload);
    return this;
  }

  /** A header without index and Huffman code. */
  private static void literal(Buffer block, String name, String value) {
    block.appendByte((byte) 0).appendByte((byte) name.length()).appendString(name);
    block.appendByte((byte) value.length()).appendString(value);
  }

  void send() throws IOException {
    socket.getOutputStream().write(out.getBytes());
    socket.getOutputStream().flush();
  }

  /** Waits for the end of a stream; false when the connection ends before. */
  boolean awaitEnd(int stream) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    for (int high = in.read(); high >= 0; high = in.read()) {
      int length = high << 16 | in.readUnsignedShort();
      in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int of = in.readInt();
      in.readFully(new byte[length]);
      if (of == stream && (flags & END_STREAM) != 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
