package io.vertebra.server;

import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.Pipeline;
import io.vertebra.rpc.Stage;
import io.vertebra.rpc.wire.Framing;
import io.vertebra.time.Jitter;
import io.vertebra.time.TimeSource;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves bindings over gRPC, on several event loops that share one port, and to callers of the same
 * JVM.
 *
 * <pre>{@code
 * RpcServer server = RpcServer.builder(vertx).bind(new Orders().binding()).build();
 * server.start().onSuccess(port -> ...);
 * }</pre>
 */
public final class RpcServer {

  /** Vert.x gives one free port to all that ask for the same negative one, so each asks its own. */
  private static final AtomicInteger FREE_PORTS = new AtomicInteger();

  private final int freePort = FREE_PORTS.decrementAndGet();
  private final Vertx vertx;
  private final ServerConfig config;
  private final LocalServices local;
  private final Jitter jitter;
  private final ServerPath path;
  private final List<ServerVerticle> verticles = new ArrayList<>();
  private String deployment;
  private Future<Void> stopped;

  private RpcServer(Builder builder) {
    this.vertx = builder.vertx;
    this.config = builder.config;
    this.local = builder.local;
    this.jitter = builder.jitter;
    ServiceTable services = new ServiceTable(builder.bindings);
    this.path =
        new ServerPath(
            services,
            Pipeline.of(builder.steps, services),
            builder.time,
            config.limits(),
            builder.framing,
            config.tls().verifiesClients(),
            new AtomicInteger());
  }

  /** Starts a server's description. */
  public static Builder builder(Vertx vertx) {
    return new Builder(vertx);
  }

  /**
   * Listens.
   *
   * @return the port; fails with {@link java.net.BindException} when it is taken
   */
  public Future<Integer> start() {
    DeploymentOptions instances = new DeploymentOptions().setInstances(config.effectiveInstances());
    return vertx
        .deployVerticle(this::verticle, instances)
        .map(
            id -> {
              deployment = id;
              return verticles.get(0).port();
            });
  }

  private synchronized ServerVerticle verticle() {
    ServerVerticle verticle = new ServerVerticle(path, config, options(), local, jitter);
    verticles.add(verticle);
    return verticle;
  }

  private HttpServerOptions options() {
    Http2Settings settings =
        new Http2Settings()
            .setMaxConcurrentStreams(config.maxConcurrentStreams())
            .setInitialWindowSize(config.initialWindowSize().intBytes())
            .setMaxHeaderListSize(config.maxMetadataSize().intBytes());
    int handshakeMillis = Math.toIntExact(config.connection().handshakeTimeout().toMillis());
    // A server writes nothing before HTTP/2 has begun, whatever trickles in; then that limit goes.
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port() == 0 ? freePort : config.port())
            .setInitialSettings(settings)
            .setHttp2ConnectionWindowSize(config.connectionWindowSize().intBytes())
            .setTcpNoDelay(true)
            .setHttp2RstFloodMaxRstFramePerWindow(config.guard().maxResets())
            .setHttp2RstFloodWindowDuration(Math.toIntExact(config.guard().window().toSeconds()))
            .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setWriteIdleTimeout(handshakeMillis)
            .setSslHandshakeTimeout(handshakeMillis)
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    config.tls().applyTo(options);
    return options;
  }

  /** How many calls have started and not ended. */
  public int runningCalls() {
    return path.running().get();
  }

  /**
   * Takes no new connections, tells clients to go, and waits for the calls that run, at most for
   * the drain timeout; those that still run then are cancelled. A second stop waits for the first.
   */
  public synchronized Future<Void> stop() {
    if (stopped == null) {
      stopped = deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
    }
    return stopped;
  }

  /** Describes a server. */
  public static final class Builder {

    private final Vertx vertx;
    private ServerConfig config = ServerConfig.DEFAULT.withPort(0);
    private TimeSource time;
    private Jitter jitter = Jitter.NONE;
    private Framing framing = Framing.DIRECT;
    private LocalServices local = new LocalServices("");
    private final List<ServiceBinding> bindings = new ArrayList<>();
    private final List<Pipeline.Step> steps = new ArrayList<>();

    private Builder(Vertx vertx) {
      this.vertx = Objects.requireNonNull(vertx, "vertx");
      this.time = TimeSource.system(vertx);
    }

    /** The server's settings; without them the defaults hold, on a free port. */
    public Builder config(ServerConfig newConfig) {
      config = Objects.requireNonNull(newConfig, "config");
      return this;
    }

    /** The clock of deadlines. */
    public Builder time(TimeSource newTime) {
      time = Objects.requireNonNull(newTime, "time");
      return this;
    }

    /** What spreads the age of connections, so that clients do not all come back at once. */
    public Builder jitter(Jitter newJitter) {
      jitter = Objects.requireNonNull(newJitter, "jitter");
      return this;
    }

    /** Where callers of this JVM find the services. */
    public Builder local(LocalServices newLocal) {
      local = Objects.requireNonNull(newLocal, "local");
      return this;
    }

    /** Who cuts bodies into messages; {@link Framing#DIRECT} unless a test compares. */
    public Builder framing(Framing newFraming) {
      framing = Objects.requireNonNull(newFraming, "framing");
      return this;
    }

    /** Adds a service. */
    public Builder bind(ServiceBinding binding) {
      bindings.add(Objects.requireNonNull(binding, "binding"));
      return this;
    }

    /** Adds an interceptor. */
    public Builder intercept(Stage stage, Interceptor interceptor) {
      steps.add(new Pipeline.Step(stage, interceptor));
      return this;
    }

    /**
     * The server, not started yet.
     *
     * @throws IllegalArgumentException when a service is bound twice
     */
    public RpcServer build() {
      return new RpcServer(this);
    }
  }
}
