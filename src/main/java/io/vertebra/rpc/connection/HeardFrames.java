package io.vertebra.rpc.connection;

import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2FrameListener;

/**
 * Tells a keepalive of each frame that was read. Headers count when they are whole, so that a peer
 * which never finishes them is as silent as one that sends nothing.
 */
public final class HeardFrames extends FrameWatch {

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
  protected void headersRead() {
    keepalive.heard();
  }

  @Override
  protected void callRead() {
    keepalive.heard();
  }

  @Override
  protected void controlRead() {
    keepalive.heard();
  }
}
