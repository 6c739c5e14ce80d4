package io.vertebra.client.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.ConnectionConfig.BackoffConfig;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.rpc.wire.Framing;
import io.vertebra.rpc.wire.StreamErrors;
import io.vertebra.time.Jitter;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries calls over HTTP/2, with a client of its own for each event loop: sharing one across loops
 * costs a hop per event and two thirds of the throughput.
 *
 * <p>Safe for use from any thread; each call runs on its own event loop.
 */
public final class Http2Transport {

  private static final Logger LOG = LoggerFactory.getLogger(Http2Transport.class);

  private final Vertx vertx;
  private final HttpClientOptions options;
  private final PoolOptions pool;
  private final CallLimits limits;
  private final Framing framing;
  private final Optional<String> serverName;
  private final BackoffConfig backoff;
  private final Patience patience;
  private final TimeSource time;
  private final Jitter jitter;
  private final Map<EventLoop, LoopClient> clients = new ConcurrentHashMap<>();

  /** The connections of one event loop, and what it knows of addresses without one. */
  private record LoopClient(HttpClient http, ConnectBackoff backoff) {}

  /**
   * A transport without connections yet.
   *
   * @param config limits and windows
   */
  public Http2Transport(Vertx vertx, ClientConfig config) {
    this(vertx, config, Framing.DIRECT, Jitter.NONE);
  }

  /**
   * A transport without connections yet.
   *
   * @param jitter spreads when a lost address is tried again; used by all event loops at once
   */
  public Http2Transport(Vertx vertx, ClientConfig config, Jitter jitter) {
    this(vertx, config, Framing.DIRECT, jitter);
  }

  /** A transport with another framing, for a test to compare. */
  public Http2Transport(Vertx vertx, ClientConfig config, Framing framing) {
    this(vertx, config, framing, Jitter.NONE);
  }

  private Http2Transport(Vertx vertx, ClientConfig config, Framing framing, Jitter jitter) {
    this.jitter = Objects.requireNonNull(jitter, "jitter");
    this.time = TimeSource.system(vertx);
    this.backoff = config.connection().backoff();
    this.patience = new Patience(config.connection());
    this.framing = Objects.requireNonNull(framing, "framing");
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.limits = config.limits();
    this.options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
            .setHttp2KeepAliveTimeout(Math.toIntExact(config.connection().maxIdle().toSeconds()))
            .setTcpNoDelay(true)
            .setInitialSettings(
                new Http2Settings()
                    .setInitialWindowSize(config.initialWindowSize().intBytes())
                    .setMaxHeaderListSize(config.maxMetadataSize().intBytes()))
            .setHttp2ConnectionWindowSize(config.connectionWindowSize().intBytes());
    config.tls().applyTo(options);
    this.serverName = config.tls().enabled() ? config.tls().serverName() : Optional.empty();
    this.pool =
        new PoolOptions()
            .setHttp2MaxSize(config.maxConnectionsPerEndpoint())
            .setMaxWaitQueueSize(config.maxWaitingCalls());
  }

  /** Makes one call to an address. Runs on the call's own context. */
  public Future<RpcResponse> call(RpcRequest request, String host, int port) {
    EventLoop loop = request.context().vertxContext().nettyEventLoop();
    LoopClient client = clients.computeIfAbsent(loop, own -> client());
    RpcException refusal = client.backoff.refusal(host, port);
    if (refusal != null) {
      return Future.failedFuture(refusal);
    }
    return new Http2Call(request, limits, framing)
        .start(
            client.http,
            address(host, port),
            failure -> {
              if (failure == null) {
                client.backoff.connected(host, port);
              } else if (failure.isUnsent()) {
                client.backoff.failed(host, port, failure);
              }
            });
  }

  private RequestOptions address(String host, int port) {
    RequestOptions address = new RequestOptions().setHost(host).setPort(port);
    serverName.ifPresent(
        name -> address.setServer(SocketAddress.inetSocketAddress(port, host)).setHost(name));
    return address;
  }

  private LoopClient client() {
    HttpClient http =
        vertx.httpClientBuilder().with(options).with(pool).withConnectHandler(this::watch).build();
    return new LoopClient(http, new ConnectBackoff(backoff, time, jitter));
  }

  /** What breaks a connection reaches each of its calls, which is where it is handled. */
  private void watch(HttpConnection connection) {
    ChannelHandlerContext channel =
        ((HttpClientConnectionInternal) connection).channelHandlerContext();
    StreamErrors.keepFrom(channel.pipeline());
    if (channel.handler() instanceof Http2ConnectionHandler) {
      ClientConnection.keep(connection, channel, patience, time);
    }
    connection.exceptionHandler(
        cause -> LOG.debug("connection to {}: {}", connection.remoteAddress(), cause.toString()));
  }

  /** A handler that sends every call to one address. */
  public RpcHandler to(String host, int port) {
    return request -> call(request, host, port);
  }

  /** Closes all connections; calls that run are lost. */
  public Future<Void> close() {
    List<Future<Void>> closing =
        clients.values().stream().map(client -> client.http.close()).toList();
    return Future.join(closing).mapEmpty();
  }
}
