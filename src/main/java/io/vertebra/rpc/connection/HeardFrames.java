package io.vertebra.rpc.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Tells a keepalive of each frame that was read. Headers count when they are whole, so that a peer
 * which never finishes them is as silent as one that sends nothing.
 */
public final class HeardFrames extends Http2FrameListenerDecorator {

  private final Keepalive keepalive;

  private HeardFrames(Http2FrameListener next, Keepalive keepalive) {
    super(next);
    this.keepalive = keepalive;
  }

  /** Begins to listen in on a connection. */
  public static void of(Http2ConnectionDecoder decoder, Keepalive keepalive) {
    decoder.frameListener(new HeardFrames(decoder.frameListener(), keepalive));
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    keepalive.heard();
    return super.onDataRead(context, stream, data, padding, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    keepalive.heard();
    super.onHeadersRead(context, stream, headers, padding, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    keepalive.heard();
    super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, end);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext context, int stream, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    keepalive.heard();
    super.onPriorityRead(context, stream, dependency, weight, exclusive);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int stream, long error)
      throws Http2Exception {
    keepalive.heard();
    super.onRstStreamRead(context, stream, error);
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
    keepalive.heard();
    super.onSettingsAckRead(context);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings)
      throws Http2Exception {
    keepalive.heard();
    super.onSettingsRead(context, settings);
  }

  @Override
  public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
    keepalive.heard();
    super.onPingRead(context, data);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
    keepalive.heard();
    super.onPingAckRead(context, data);
  }

  @Override
  public void onGoAwayRead(ChannelHandlerContext context, int last, long error, ByteBuf debug)
      throws Http2Exception {
    keepalive.heard();
    super.onGoAwayRead(context, last, error, debug);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int increment)
      throws Http2Exception {
    keepalive.heard();
    super.onWindowUpdateRead(context, stream, increment);
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext context, byte type, int stream, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    keepalive.heard();
    super.onUnknownFrame(context, type, stream, flags, payload);
  }
}
