package io.vertebra.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Ends requests whose answer is complete: what a client still sends is not wanted any more, and
 * must not hold the window of its connection.
 *
 * <p>That is told once the last of the answer has left, which may have waited for the client to
 * read: Vert.x says that it was written ahead of that, and a reset would overtake it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-8.1">RFC 9113, 8.1</a>
 */
final class UnreadRequests extends Http2ConnectionAdapter {

  private final ChannelHandlerContext context;
  private final Http2ConnectionHandler handler;

  private UnreadRequests(ChannelHandlerContext context, Http2ConnectionHandler handler) {
    this.context = context;
    this.handler = handler;
  }

  /** Ends those of a connection. */
  static void end(ChannelHandlerContext context, Http2ConnectionHandler handler) {
    handler.connection().addListener(new UnreadRequests(context, handler));
  }

  /** Not at once: Netty is writing. */
  @Override
  public void onStreamHalfClosed(Http2Stream stream) {
    if (isUnread(stream)) {
      context.executor().execute(() -> reset(stream));
    }
  }

  private void reset(Http2Stream stream) {
    // The client may have come to its end meanwhile.
    if (isUnread(stream)) {
      long noError = Http2Error.NO_ERROR.code();
      handler.resetStream(context, stream.id(), noError, context.newPromise());
      context.flush();
    }
  }

  private static boolean isUnread(Http2Stream stream) {
    return stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL;
  }
}
