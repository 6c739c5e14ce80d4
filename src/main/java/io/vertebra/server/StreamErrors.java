package io.vertebra.server;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Keeps the failure of one HTTP/2 stream from closing the connection of all others.
 *
 * <p>Vert.x 5.0.7 writes trailers without a promise of their own. When a client resets a stream
 * whose trailers still wait, Netty therefore reports them as a failure of the channel, and Vert.x
 * closes a channel that fails. What failed is told to its call by other ways.
 */
@Sharable
final class StreamErrors extends ChannelInboundHandlerAdapter {

  private static final StreamErrors INSTANCE = new StreamErrors();

  private StreamErrors() {}

  static void contain(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      ChannelPipeline pipeline = server.channelHandlerContext().pipeline();
      pipeline.addFirst(INSTANCE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof StreamException)) {
      context.fireExceptionCaught(cause);
    }
  }
}
