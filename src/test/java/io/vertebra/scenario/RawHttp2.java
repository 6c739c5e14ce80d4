package io.vertebra.scenario;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Map;

/**
 * HTTP/2 by hand, for what no client does: frames go out in one piece, in the order given.
 *
 * <p>For one thread.
 */
public final class RawHttp2 implements AutoCloseable {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;
  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;

  private static final int PRIORITY_FLAG = 0x20;
  private static final int PRIORITY_BYTES = 5;

  /** How a client opens a connection. */
  public static final Buffer PREFACE = Buffer.buffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

  /** What {@link #answer} says of a server that has said nothing. */
  public static final String NOTHING = "nothing";

  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private Buffer out = Buffer.buffer();

  private RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    socket.setSoTimeout(10_000);
  }

  /** A connection whose first frame, when it sends something, is SETTINGS. */
  public RawHttp2(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
    bytes(PREFACE).frame(SETTINGS, 0, 0, Buffer.buffer());
  }

  /** The server's side of a connection, which takes one and has sent its settings. */
  static RawHttp2 accept(ServerSocket listening) throws IOException {
    RawHttp2 server = new RawHttp2(listening.accept());
    server.in.readNBytes(PREFACE.length());
    return server.frame(SETTINGS, 0, 0, Buffer.buffer());
  }

  /** The headers of an answer, not cut into frames. */
  static Buffer answerBlock(Map<String, String> headers) {
    Buffer block = Buffer.buffer();
    literal(block, ":status", "200");
    literal(block, "content-type", "application/grpc");
    headers.forEach((name, value) -> literal(block, name, value));
    return block;
  }

  /** Waits for the next frame of a type; its stream. */
  int await(int awaited) throws IOException {
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      in.readUnsignedByte();
      int stream = in.readInt();
      in.readNBytes(length);
      if (type == awaited) {
        return stream;
      }
    }
  }

  /** A connection that is none yet. */
  public static RawHttp2 bare(int port) throws IOException {
    return new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** A whole request. */
  public RawHttp2 post(int stream, String path, Map<String, String> headers, Buffer body) {
    frame(HEADERS, END_HEADERS, stream, block(path, headers));
    return frame(DATA, END_STREAM, stream, body);
  }

  /** The headers of a call, and the promise of more that does not come. */
  RawHttp2 unfinishedHeaders(int stream, String path, Map<String, String> headers) {
    return frame(HEADERS, 0, stream, block(path, headers));
  }

  /** The headers of a request, not cut into frames. */
  public static Buffer block(String path, Map<String, String> headers) {
    Buffer block = Buffer.buffer();
    Map.of(":method", "POST", ":scheme", "http", ":path", path, ":authority", "localhost")
        .forEach((name, value) -> literal(block, name, value));
    headers.forEach((name, value) -> literal(block, name, value));
    return block;
  }

  public RawHttp2 reset(int stream) {
    return frame(RST_STREAM, 0, stream, Buffer.buffer().appendInt(8));
  }

  /** Any frame. */
  public RawHttp2 frame(int type, int flags, int stream, Buffer payload) {
    out.appendMedium(payload.length())
        .appendByte((byte) type)
        .appendByte((byte) flags)
        .appendInt(stream)
        .appendBuffer(payload);
    return this;
  }

  /** What is no frame, or not a whole one. */
  public RawHttp2 bytes(Buffer bytes) {
    out.appendBuffer(bytes);
    return this;
  }

  /** A header without index and Huffman code. */
  private static void literal(Buffer block, String name, String value) {
    block.appendByte((byte) 0).appendByte((byte) name.length()).appendString(name);
    length(block, value.length());
    block.appendString(value);
  }

  /**
   * A length in the seven bits that HPACK has for it, and as many bytes more as it takes.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc7541#section-5.1">RFC 7541, 5.1</a>
   */
  private static void length(Buffer block, int length) {
    int rest = length - 127;
    block.appendByte((byte) Math.min(length, 127));
    while (rest >= 128) {
      block.appendByte((byte) (rest | 0x80));
      rest >>= 7;
    }
    if (length >= 127) {
      block.appendByte((byte) rest);
    }
  }

  /** Sends what has been put together since the last time. */
  public void send() throws IOException {
    byte[] bytes = out.getBytes();
    out = Buffer.buffer();
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Sends no more, as a peer that ends within a frame. */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /**
   * Reads until the server ends the connection, answering nothing.
   *
   * @return the error code of its last GOAWAY, -1 when it sent none
   * @throws java.net.SocketTimeoutException when the server says nothing for 10 s
   */
  long awaitClose() throws IOException {
    return awaitClose(false);
  }

  /** The same, of a peer that answers each PING meanwhile. */
  long awaitCloseAnsweringPings() throws IOException {
    return awaitClose(true);
  }

  private long awaitClose(boolean answersPings) throws IOException {
    long error = -1;
    try {
      for (int high = in.read(); high >= 0; high = in.read()) {
        int length = high << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.skipNBytes(4);
        Buffer payload = Buffer.buffer(in.readNBytes(length));
        error = type == GOAWAY ? payload.getInt(4) : error;
        if (type == PING && (flags & ACK) == 0 && answersPings) {
          frame(PING, ACK, 0, payload).send();
        }
      }
    } catch (SocketException reset) {
      // Closed while it had not read everything.
    }
    return error;
  }

  /** Waits for the end of a stream; false when the connection ends before. */
  public boolean awaitEnd(int stream) throws IOException {
    while (true) {
      int high = in.read();
      if (high < 0) {
        return false;
      }
      int length = high << 16 | in.readUnsignedShort();
      in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int of = in.readInt();
      in.readFully(new byte[length]);
      if (of == stream && (flags & END_STREAM) != 0) {
        return true;
      }
    }
  }

  /**
   * What the server says to the first of the calls or to all of the connection: GOAWAY or RST with
   * its code, {@code closed}, an HTTP status other than 200, a gRPC status, or {@link #NOTHING} in
   * that time.
   */
  public String answer(int withinMillis) throws IOException {
    socket.setSoTimeout(withinMillis);
    try {
      String answer = null;
      while (answer == null) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        boolean hasPriority = (in.readUnsignedByte() & PRIORITY_FLAG) != 0;
        int stream = in.readInt();
        if (type == HEADERS && hasPriority) {
          in.readNBytes(PRIORITY_BYTES);
          length -= PRIORITY_BYTES;
        }
        answer = read(type, stream, Buffer.buffer(in.readNBytes(length)));
      }
      return answer;
    } catch (SocketTimeoutException silent) {
      return NOTHING;
    } catch (EOFException | SocketException gone) {
      return "closed";
    }
  }

  private String read(int type, int stream, Buffer payload) throws IOException {
    return switch (type) {
      case GOAWAY -> "GOAWAY " + Http2Error.valueOf(payload.getInt(4));
      case RST_STREAM -> "RST " + Http2Error.valueOf(payload.getInt(0));
      case HEADERS -> status(stream, payload);
      default -> null;
    };
  }

  private String status(int stream, Buffer block) throws IOException {
    try {
      Http2Headers headers =
          decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block.getBytes()));
      if (headers.status() != null && !"200".contentEquals(headers.status())) {
        return "HTTP " + headers.status();
      }
      CharSequence grpc = headers.get("grpc-status");
      return grpc == null ? null : "grpc-status " + grpc;
    } catch (Http2Exception broken) {
      throw new IOException(broken);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
