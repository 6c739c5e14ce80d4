package io.vertebra.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertebra.rpc.connection.HeardFrames;
import io.vertebra.rpc.connection.Http2Peer;
import io.vertebra.rpc.connection.Keepalive;
import io.vertebra.time.Jitter;
import io.vertebra.time.TimeSource;
import io.vertebra.time.TimeSource.Scheduled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP/2 connection of a server, from its first SETTINGS: whether its client is still there,
 * and how long it may stay.
 *
 * <p>Lives on the event loop of the connection.
 */
final class ServerConnection {

  /** What HTTP/2 writes for "no stream is refused yet". */
  private static final int ALL_STREAMS = Integer.MAX_VALUE;

  /** How long a client has to read that it is to go; one that is too busy loses calls after it. */
  private static final long NOTICE_MILLIS = 10_000;

  private static final double AGE_JITTER = 0.1;

  private final HttpConnection connection;
  private final ConnectionConfig config;
  private final TimeSource time;
  private final Http2Peer peer;
  private final Keepalive keepalive;
  private Scheduled age;
  private Scheduled idleness;
  private long idleSinceNanos;
  private boolean told;
  private boolean closed;

  private ServerConnection(
      HttpConnection connection,
      ChannelHandlerContext context,
      ConnectionConfig config,
      TimeSource time) {
    this.connection = connection;
    this.config = config;
    this.time = time;
    this.peer = new Http2Peer(connection, context, true);
    this.keepalive = new Keepalive(config::keepalive, peer, time);
  }

  /**
   * Takes a connection over, at its first SETTINGS.
   *
   * @param context where Vert.x handles HTTP/2 on it
   */
  static ServerConnection of(
      HttpConnection connection,
      ChannelHandlerContext context,
      ServerConfig config,
      TimeSource time,
      Jitter jitter) {
    ServerConnection kept = new ServerConnection(connection, context, config.connection(), time);
    endHandshake(context.pipeline());
    ControlFrameGuard.on(kept.peer.handler(), config.guard(), time);
    UnreadRequests.end(context, kept.peer.handler());
    HeardFrames.of(kept.peer.handler().decoder(), kept.keepalive);
    kept.keepalive.start();
    kept.watchAge(jitter);
    kept.watchIdleness();
    return kept;
  }

  /** The time for a handshake is over in good time. */
  private static void endHandshake(ChannelPipeline pipeline) {
    if (pipeline.get(IdleStateHandler.class) != null) {
      pipeline.remove(IdleStateHandler.class);
    }
  }

  private void watchAge(Jitter jitter) {
    if (!config.maxAge().isZero()) {
      age = time.schedule(jitter.near(config.maxAge().toNanos(), AGE_JITTER), this::retire);
    }
  }

  private void watchIdleness() {
    if (config.maxIdle().isZero()) {
      return;
    }
    peer.handler()
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                if (peer.isIdle()) {
                  idleSinceNanos = time.nanos();
                }
              }
            });
    idleSinceNanos = time.nanos();
    idleness = time.schedule(config.maxIdle().toNanos(), this::lookForCalls);
  }

  private void lookForCalls() {
    long limit = config.maxIdle().toNanos();
    long left = peer.isIdle() ? idleSinceNanos + limit - time.nanos() : limit;
    if (closed) {
      return;
    }
    if (left <= 0) {
      retire();
    } else {
      idleness = time.schedule(left, this::lookForCalls);
    }
  }

  /**
   * Asks the client to open no more streams, and waits until it has read that: what it sent before
   * is still taken. A GOAWAY that refuses streams which are on their way makes Netty close the
   * connection, and with it the calls that run, when the first of their messages comes.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-6.8">RFC 9113, 6.8</a>
   */
  Future<Buffer> giveNotice() {
    told = true;
    connection.goAway(0, ALL_STREAMS);
    return connection.ping(Buffer.buffer().appendLong(ALL_STREAMS));
  }

  /**
   * Lets the calls of the connection end. No second GOAWAY says which were taken: a client of
   * Vert.x may open a stream that it had promised before it read the first, and Netty would end the
   * connection of all over it.
   */
  void retire() {
    if (!told && !closed) {
      giveNotice().timeout(NOTICE_MILLIS, TimeUnit.MILLISECONDS).onComplete(read -> finish());
    }
  }

  private void finish() {
    if (!closed) {
      connection.shutdown(config.maxAgeGrace().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** The connection is gone. */
  void closed() {
    closed = true;
    keepalive.stop();
    cancel(age);
    cancel(idleness);
  }

  private static void cancel(Scheduled task) {
    if (task != null) {
      task.cancel();
    }
  }
}
