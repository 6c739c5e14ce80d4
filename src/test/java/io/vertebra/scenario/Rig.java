package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.auth.ClientTlsConfig;
import io.vertebra.auth.ServerTlsConfig;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.ServiceRouter;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.client.local.LocalTransport;
import io.vertebra.config.ConfigNode;
import io.vertebra.loadbalance.RoundRobin;
import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.memory.MemoryRegistry;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.rpc.Stage;
import io.vertebra.rpc.wire.Framing;
import io.vertebra.server.RpcServer;
import io.vertebra.server.ServerConfig;
import io.vertebra.server.ServiceBinding;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoService;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A server and a channel to it by one route, with recorders of each call's end on both sides. */
final class Rig implements AutoCloseable {

  final Vertx vertx = Vertx.vertx();
  final Queue<Throwable> unhandled = new ConcurrentLinkedQueue<>();
  final EchoServer service = new EchoServer(vertx);
  final BlockingQueue<Outcome> serverEnds = new LinkedBlockingQueue<>();
  final BlockingQueue<Outcome> clientEnds = new LinkedBlockingQueue<>();
  final Http2Transport http2;
  final int port;
  final EchoClient client;
  private final ClientConfig clientConfig;
  private final RpcServer server;

  private Rig(
      Route route,
      ServerConfig serverConfig,
      ClientConfig clientConfig,
      UnaryOperator<ServiceBinding> bound,
      Consumer<RpcServer.Builder> onServer,
      BiConsumer<Vertx, Channel.Builder> onClient) {
    vertx.exceptionHandler(unhandled::add);
    TimeSource time = TimeSource.system(vertx);
    Framing framing = route == Route.HTTP2_VERTX_GRPC ? Framing.VERTX_GRPC : Framing.DIRECT;
    this.clientConfig = clientConfig;
    http2 = new Http2Transport(vertx, clientConfig, framing);
    LocalServices local = new LocalServices("node");
    ServiceBinding binding = bound.apply(service.binding());
    RpcServer.Builder serving =
        RpcServer.builder(vertx)
            .config(serverConfig)
            .local(local)
            .framing(framing)
            .bind(binding)
            .intercept(Stage.METRICS, new Recorder(serverEnds));
    onServer.accept(serving);
    server = serving.build();
    port = await(server.start());
    MemoryRegistry registry = new MemoryRegistry();
    String node = route == Route.LOCAL ? "node" : "another";
    registry.register(
        new ServiceInstance(EchoService.SERVICE, "1", "127.0.0.1", port, node, Map.of()));
    Channel.Builder calling =
        Channel.builder(
                vertx,
                new ServiceRouter(
                    registry,
                    name -> new RoundRobin(0),
                    local,
                    new LocalTransport(time, clientConfig),
                    http2))
            .intercept(Stage.METRICS, new Recorder(clientEnds));
    onClient.accept(vertx, calling);
    client = new EchoClient(calling.build());
  }

  /** Stops the server, as a stop of its node would; closing the rig then does not. */
  Future<Void> stopServer() {
    return server.stop();
  }

  /** A unary call that shares its connection with no other. */
  Future<Void> callOnNewConnection(EchoRequest request) {
    Http2Transport own = new Http2Transport(vertx, clientConfig);
    Channel channel = Channel.builder(vertx, own.to("127.0.0.1", port)).build();
    return new EchoClient(channel).unary(request).eventually(own::close).mapEmpty();
  }

  static Rig of(Route route) {
    return of(route, server -> {}, client -> {});
  }

  static Rig of(ServerTlsConfig serverTls, ClientTlsConfig clientTls) {
    return new Rig(
        Route.HTTP2,
        ServerConfig.DEFAULT.withPort(0).withTls(serverTls),
        ClientConfig.DEFAULT.withTls(clientTls),
        UnaryOperator.identity(),
        server -> {},
        (vertx, client) -> {});
  }

  /** With settings of both sides, as YAML. */
  static Rig of(Route route, String server, String client) {
    return new Rig(
        route,
        ConfigNode.parse("server", server)
            .bind(ServerConfig.class)
            .withPort(0)
            .withTls(route.serverTls()),
        ConfigNode.parse("client", client).bind(ClientConfig.class).withTls(route.clientTls()),
        UnaryOperator.identity(),
        onServer -> {},
        (vertx, onClient) -> {});
  }

  /** With a service whose responses are compressed. */
  static Rig compressing(Route route) {
    return new Rig(
        route,
        ServerConfig.DEFAULT.withPort(0).withTls(route.serverTls()),
        ClientConfig.DEFAULT.withTls(route.clientTls()),
        ServiceBinding::withCompression,
        server -> {},
        (vertx, client) -> {});
  }

  /** With what needs the Vert.x of both sides. */
  static Rig governed(
      Route route,
      Consumer<RpcServer.Builder> onServer,
      BiConsumer<Vertx, Channel.Builder> onClient) {
    return new Rig(
        route,
        ServerConfig.DEFAULT.withPort(0).withTls(route.serverTls()),
        ClientConfig.DEFAULT.withTls(route.clientTls()),
        UnaryOperator.identity(),
        onServer,
        onClient);
  }

  static Rig of(
      Route route, Consumer<RpcServer.Builder> onServer, Consumer<Channel.Builder> onClient) {
    return governed(route, onServer, (vertx, client) -> onClient.accept(client));
  }

  /** With steps before the router. */
  static Rig around(Route route, BiFunction<Vertx, RpcHandler, RpcHandler> around) {
    return governed(
        route,
        server -> {},
        (vertx, client) -> client.around(router -> around.apply(vertx, router)));
  }

  /** Calls in a mode; a mode that does not stream requests sends the first only. */
  Answer call(RpcMode mode, CallOptions options, EchoRequest... requests) {
    return await(start(mode, options, requests));
  }

  Future<Answer> start(RpcMode mode, CallOptions options, EchoRequest... requests) {
    return Calls.start(client, mode, options, requests);
  }

  static <T> Future<Void> collect(ReadStream<T> in, List<T> into) {
    Promise<Void> done = Promise.promise();
    in.exceptionHandler(done::fail);
    in.endHandler(ended -> done.complete());
    in.handler(into::add);
    return done.future();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      throw new AssertionError(failed);
    }
  }

  static Outcome next(BlockingQueue<Outcome> ends) {
    try {
      Outcome outcome = ends.poll(10, TimeUnit.SECONDS);
      if (outcome == null) {
        throw new AssertionError("no call ended within 10 s");
      }
      return outcome;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Override
  public void close() {
    await(http2.close());
    await(server.stop());
    await(vertx.close());
    assertThat(unhandled).as("what neither side handled").isEmpty();
  }

  private record Recorder(BlockingQueue<Outcome> ends) implements Interceptor {

    @Override
    public void begin(RpcRequest request) {
      request.whenEnded(ends::add);
    }

    @Override
    public Future<RpcResponse> intercept(RpcRequest request, RpcHandler next) {
      return next.handle(request);
    }
  }
}
