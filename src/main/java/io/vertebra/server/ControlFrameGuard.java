package io.vertebra.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertebra.rpc.connection.FrameWatch;
import io.vertebra.time.TimeSource;

/**
 * Ends a connection whose client sends frames that cost work and carry nothing: PING, SETTINGS,
 * PRIORITY, WINDOW_UPDATE and those that HTTP/2 does not know, beyond what goes with its calls.
 *
 * <p>Honest clients measure the way and open windows while they read, ten thousand times a second
 * on a fast one. So each call that begins, each write to one, and each KiB that is sent take
 * {@value #PER_FRAME} control frames off the count.
 *
 * <p>Lives on the event loop of the connection. The clock, and how much was sent, are looked at
 * when the count is over the limit, not with each frame.
 */
final class ControlFrameGuard extends FrameWatch {

  /** A ping, updates of two windows, and one more. */
  static final int PER_FRAME = 4;

  private static final int BYTES_OF_SMALLEST_SHARE = 1024;
  private static final int CONNECTION = 0;

  private final Http2Connection connection;
  private final long max;
  private final long windowNanos;
  private final TimeSource time;
  private final long firstCredit;
  private long addedCredit;
  private long sentWhenCounted;
  private long windowStart;
  private long count;

  private ControlFrameGuard(Http2ConnectionHandler handler, GuardConfig config, TimeSource time) {
    super(handler.decoder().frameListener());
    this.connection = handler.connection();
    this.max = config.maxControlFrames();
    this.windowNanos = config.window().toNanos();
    this.time = time;
    this.firstCredit = credit();
    this.windowStart = time.nanos();
  }

  /** Begins to count on a connection. */
  static void on(Http2ConnectionHandler handler, GuardConfig config, TimeSource time) {
    ControlFrameGuard guard = new ControlFrameGuard(handler, config, time);
    handler.decoder().frameListener(guard);
    SentFrames.tell(handler.connection(), guard::madeUpFor);
  }

  /** A call began, or something was written to one. What makes up for later frames is bounded. */
  private void madeUpFor() {
    count = Math.max(-PER_FRAME * max, count - PER_FRAME);
  }

  private void takeOffWhatWasSent() {
    long sent = firstCredit + addedCredit - credit();
    long shares = (sent - sentWhenCounted) / BYTES_OF_SMALLEST_SHARE;
    sentWhenCounted += shares * BYTES_OF_SMALLEST_SHARE;
    count = Math.max(0, count - PER_FRAME * shares);
  }

  private void beginAnotherWindow() throws Http2Exception {
    long now = time.nanos();
    if (now - windowStart < windowNanos) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "more than %d control frames", max);
    }
    windowStart = now;
    count = 1;
  }

  /** What the client still lets us send on the connection, all streams together. */
  private long credit() {
    return connection.remote().flowController().windowSize(connection.connectionStream());
  }

  @Override
  protected void headersRead() {
    madeUpFor();
  }

  @Override
  protected void callRead() {
    // Neither here nor there: it costs no more than it carries.
  }

  @Override
  protected void controlRead() throws Http2Exception {
    if (++count > max) {
      takeOffWhatWasSent();
      if (count > max) {
        beginAnotherWindow();
      }
    }
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int increment)
      throws Http2Exception {
    if (stream == CONNECTION) {
      addedCredit += increment;
    }
    super.onWindowUpdateRead(context, stream, increment);
  }
}
