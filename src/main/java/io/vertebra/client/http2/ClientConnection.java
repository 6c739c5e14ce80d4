package io.vertebra.client.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.vertebra.rpc.connection.HeardFrames;
import io.vertebra.rpc.connection.Http2Peer;
import io.vertebra.rpc.connection.Keepalive;
import io.vertebra.time.TimeSource;
import io.vertx.core.http.HttpConnection;
import java.nio.charset.StandardCharsets;

/** What a client watches over one HTTP/2 connection. Lives on its event loop. */
final class ClientConnection {

  /** What gRPC servers say when they are pinged more often than they allow. */
  private static final String TOO_MANY_PINGS = "too_many_pings";

  private ClientConnection() {}

  /** Takes a connection over, once it is open. */
  static void keep(
      HttpConnection connection,
      ChannelHandlerContext context,
      Patience patience,
      TimeSource time) {
    Http2Peer peer = new Http2Peer(connection, context, false);
    String server = String.valueOf(connection.remoteAddress());
    Keepalive keepalive = new Keepalive(() -> patience.with(server), peer, time);
    Http2ConnectionDecoder decoder = peer.handler().decoder();
    decoder.frameListener(
        new Complaints(decoder.frameListener(), () -> patience.complained(server)));
    HeardFrames.of(decoder, keepalive);
    connection.closeHandler(closed -> keepalive.stop());
    keepalive.start();
  }

  private static final class Complaints extends Http2FrameListenerDecorator {

    private final Runnable tooManyPings;

    Complaints(Http2FrameListener next, Runnable tooManyPings) {
      super(next);
      this.tooManyPings = tooManyPings;
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext context, int last, long error, ByteBuf debug)
        throws Http2Exception {
      if (error == Http2Error.ENHANCE_YOUR_CALM.code()
          && TOO_MANY_PINGS.equals(debug.toString(StandardCharsets.US_ASCII))) {
        tooManyPings.run();
      }
      super.onGoAwayRead(context, last, error, debug);
    }
  }
}
