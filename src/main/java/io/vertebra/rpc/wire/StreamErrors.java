package io.vertebra.rpc.wire;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * Keeps the error of one stream from closing the connection of all.
 *
 * <p>When a peer resets a stream in the same read as it ends it, what is about to be written to the
 * stream fails, Netty passes that failure through the pipeline, and Vert.x closes the connection
 * over it. The stream has been reset by then, so there is nothing left to do.
 */
@ChannelHandler.Sharable
public final class StreamErrors extends ChannelInboundHandlerAdapter {

  private static final StreamErrors INSTANCE = new StreamErrors();

  private StreamErrors() {}

  /** Puts this in front of the handlers of a connection. */
  public static void keepFrom(ChannelPipeline connection) {
    connection.addFirst(INSTANCE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Http2Exception http2 = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
    if (http2 == null || !Http2Exception.isStreamError(http2)) {
      context.fireExceptionCaught(cause);
    }
  }
}
