package io.vertebra.rpc.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;

/**
 * The other end of an open HTTP/2 connection.
 *
 * <p>For the event loop of the connection.
 */
public final class Http2Peer implements Keepalive.Peer {

  /** The eight bytes of a PING, which the peer sends back; no other use of them is made. */
  private static final Buffer PING = Buffer.buffer("vertebra");

  private final HttpConnection connection;
  private final ChannelHandlerContext context;
  private final Http2ConnectionHandler handler;
  private final boolean whileIdle;

  /**
   * The peer of a connection.
   *
   * @param context where Vert.x handles HTTP/2 on it
   * @param whileIdle whether it matters that the peer is there when no call is open
   */
  public Http2Peer(HttpConnection connection, ChannelHandlerContext context, boolean whileIdle) {
    this.connection = connection;
    this.context = context;
    this.handler = (Http2ConnectionHandler) context.handler();
    this.whileIdle = whileIdle;
  }

  /**
   * The largest headers or trailers that a peer says it takes, without limit as long as it says
   * nothing.
   *
   * @param context where Vert.x handles the connection
   */
  public static long maxMetadataBytes(ChannelHandlerContext context) {
    return context.handler() instanceof Http2ConnectionHandler http2
        ? http2.encoder().configuration().headersConfiguration().maxHeaderListSize()
        : Long.MAX_VALUE;
  }

  /** Netty's part of the connection. */
  public Http2ConnectionHandler handler() {
    return handler;
  }

  /** Whether no call is open. */
  public boolean isIdle() {
    return handler.connection().numActiveStreams() == 0;
  }

  @Override
  public boolean matters() {
    return whileIdle || !isIdle();
  }

  /** An answer is seen by {@link HeardFrames}, and when none comes it is told there. */
  @Override
  public void ping() {
    connection.ping(PING).onFailure(closed -> {});
  }

  /** Past HTTP/2, whose way to close waits for writes that a peer which is gone never takes. */
  @Override
  public void giveUp() {
    context.close();
  }
}
