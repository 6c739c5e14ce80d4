package io.vertebra.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.wire.StreamErrors;
import io.vertebra.time.Jitter;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the event loops that share a server's port. */
final class ServerVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(ServerVerticle.class);

  /** How long a stop waits at most for clients to have read that they are to go. */
  private static final long NOTICE_MILLIS = 1_000;

  private final ServerPath path;
  private final ServerConfig config;
  private final HttpServerOptions options;
  private final LocalServices local;
  private final Jitter jitter;
  private final long drainMillis;
  private HttpServer server;
  private GrpcServer grpc;
  private LocalServices.Entry entry;
  private boolean draining;

  /** Those that are open and speak HTTP/2; the operating system bounds them. */
  private final Set<ServerConnection> connections = new HashSet<>();

  /** The call that {@link GrpcServer#handle} is handing over, which it does before it returns. */
  private Http2Exchange arriving;

  ServerVerticle(
      ServerPath path,
      ServerConfig config,
      HttpServerOptions options,
      LocalServices local,
      Jitter jitter) {
    this.path = path;
    this.config = config;
    this.options = options;
    this.local = local;
    this.jitter = jitter;
    this.drainMillis = config.drainTimeout().toMillis();
  }

  @Override
  public Future<?> start() {
    grpc =
        GrpcServer.server(
            vertx, new GrpcServerOptions().setMaxMessageSize(path.limits().maxReceiveBytes()));
    grpc.callHandler(call -> arriving.start(call));
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::watch)
            .exceptionHandler(ServerVerticle::refused)
            .requestHandler(this::handle);
    entry = new LocalServices.Entry((ContextInternal) context, path.pipeline(), path.limits());
    return server
        .listen()
        .onSuccess(
            listening -> path.services().services().forEach(s -> local.add(s.service(), entry)));
  }

  /** What breaks a connection reaches each of its calls, which is where it is handled. */
  private void watch(HttpConnection connection) {
    if (connection.isSsl() && connection instanceof Http1xServerConnection) {
      LOG.debug("connection from {}: no HTTP/2 by ALPN", connection.remoteAddress());
      connection.close();
      return;
    }
    ChannelHandlerContext channel = ((HttpServerConnection) connection).channelHandlerContext();
    StreamErrors.keepFrom(channel.pipeline());
    readInTurn(channel);
    connection.exceptionHandler(
        cause -> LOG.debug("connection from {}: {}", connection.remoteAddress(), cause.toString()));
    if (connection instanceof Http1xServerConnection) {
      return;
    }
    ServerConnection kept = ServerConnection.of(connection, channel, config, path.time(), jitter);
    connections.add(kept);
    connection.closeHandler(
        closed -> {
          connections.remove(kept);
          kept.closed();
        });
    if (draining) {
      // Vert.x tells those to go that speak HTTP/2 already.
      kept.retire();
    }
  }

  /**
   * One read, of 64 KiB at most, and then the other connections of the event loop have their turn:
   * Netty goes on up to sixteen times, which a flood makes use of.
   */
  private static void readInTurn(ChannelHandlerContext connection) {
    RecvByteBufAllocator reading = connection.channel().config().getRecvByteBufAllocator();
    if (reading instanceof MaxMessagesRecvByteBufAllocator bounded) {
      bounded.maxMessagesPerRead(1);
    }
  }

  /** Whoever does not get as far as HTTP, for want of TLS or of a certificate. */
  private static void refused(Throwable cause) {
    LOG.debug("connection refused: {}", cause.toString());
  }

  private void handle(HttpServerRequest request) {
    String target = request.path();
    if (target == null || target.indexOf('/', 1) < 0) {
      request.response().setStatusCode(404).end();
      return;
    }
    arriving = new Http2Exchange(path, request);
    grpc.handle(request);
    arriving = null;
  }

  int port() {
    return server.actualPort();
  }

  /** Callers of this JVM come last: calls that drain may still need them. */
  @Override
  public Future<?> stop() {
    draining = true;
    return Future.join(connections.stream().map(ServerConnection::giveNotice).toList())
        .timeout(Math.max(1, Math.min(NOTICE_MILLIS, drainMillis)), TimeUnit.MILLISECONDS)
        .transform((read, late) -> server.shutdown(drainMillis, TimeUnit.MILLISECONDS))
        .eventually(
            () -> {
              path.services().services().forEach(s -> local.remove(s.service(), entry));
              return Future.succeededFuture();
            });
  }
}
