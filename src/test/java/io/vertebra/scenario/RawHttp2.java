package io.vertebra.scenario;

import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;

/** HTTP/2 by hand, for what no client does: frames go out in one piece, in the order given. */
final class RawHttp2 implements AutoCloseable {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** How a client opens a connection. */
  static final Buffer PREFACE = Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

  private final Socket socket;
  private Buffer out = Buffer.buffer();

  private RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
  }

  RawHttp2(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
    bytes(PREFACE).frame(SETTINGS, 0, 0, Buffer.buffer());
  }

  /** A connection that has sent nothing and puts nothing in front of what it sends. */
  static RawHttp2 bare(int port) throws IOException {
    return new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** A whole request. */
  RawHttp2 post(int stream, String path, Map<String, String> headers, Buffer body) {
    frame(HEADERS, END_HEADERS, stream, block(path, headers));
    return frame(DATA, END_STREAM, stream, body);
  }

  /** The headers of a call, and the promise of more that does not come. */
  RawHttp2 unfinishedHeaders(int stream, String path, Map<String, String> headers) {
    return frame(HEADERS, 0, stream, block(path, headers));
  }

  private static Buffer block(String path, Map<String, String> headers) {
    Buffer block = Buffer.buffer();
    Map.of(":method", "POST", ":scheme", "http", ":path", path, ":authority", "localhost")
        .forEach((name, value) -> literal(block, name, value));
    headers.forEach((name, value) -> literal(block, name, value));
    return block;
  }

  RawHttp2 reset(int stream) {
    return frame(RST_STREAM, 0, stream, Buffer.buffer().appendInt(8));
  }

  /** Any bytes, for the next {@link #send}. */
  RawHttp2 bytes(Buffer some) {
    out.appendBuffer(some);
    return this;
  }

  /** Any frame, for the next {@link #send}. */
  RawHttp2 frame(int type, int flags, int stream, Buffer payload) {
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
    byte[] bytes = out.getBytes();
    out = Buffer.buffer();
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /**
   * Reads until the server ends the connection, answering nothing.
   *
   * @return the error code of its last GOAWAY, -1 when it sent none
   * @throws java.net.SocketTimeoutException when the server says nothing for 10 s
   */
  long awaitClose() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    long error = -1;
    try {
      for (int high = in.read(); high >= 0; high = in.read()) {
        int length = high << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.skipNBytes(5);
        Buffer payload = Buffer.buffer(in.readNBytes(length));
        error = type == GOAWAY ? payload.getInt(4) : error;
      }
    } catch (SocketException reset) {
      // Closed while it had not read everything.
    }
    return error;
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
