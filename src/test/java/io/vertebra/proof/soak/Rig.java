package io.vertebra.proof.soak;

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
import io.vertebra.rpc.Stage;
import io.vertebra.scenario.EchoServer;
import io.vertebra.server.RpcServer;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoService;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A server, two ways to it over HTTP/2 that are cut now and then, and one within the JVM. */
final class Rig implements AutoCloseable {

  static final int WAYS = 2;
  static final int CONNECTIONS = 2;
  static final int STREAMS = 100;

  private static final ClientConfig CLIENT =
      ConfigNode.parse("soak", "maxConnectionsPerEndpoint: " + CONNECTIONS)
          .bind(ClientConfig.class);

  final Vertx vertx = Vertx.vertx();
  final CountedTime time;
  final Ledger served = new Ledger();
  final Ledger called = new Ledger();
  private final Map<String, Integer> unhandled = new ConcurrentSkipListMap<>();
  final List<Cutter> cutters;
  final EchoClient remote;
  final EchoClient local;
  private final RpcServer server;
  private final Http2Transport http2;

  /** Starts all of it; {@code inner} is the interceptor next to the service. */
  Rig(boolean keepsTimers, Interceptor inner) {
    vertx.exceptionHandler(thrown -> unhandled.merge(Origin.of(thrown), 1, Integer::sum));
    time = new CountedTime(TimeSource.system(vertx), keepsTimers);
    LocalServices here = new LocalServices("here");
    server =
        RpcServer.builder(vertx)
            .local(here)
            .time(time)
            .intercept(Stage.METRICS, served)
            .intercept(Stage.BUSINESS, inner)
            .bind(new EchoServer(vertx).binding())
            .build();
    int port = await(server.start());
    http2 = new Http2Transport(vertx, CLIENT);
    cutters = IntStream.range(0, WAYS).mapToObj(way -> new Cutter(vertx, port)).toList();
    MemoryRegistry there = new MemoryRegistry();
    cutters.forEach(cutter -> there.register(instance(await(cutter.start()), "there")));
    remote = client(there, here);
    MemoryRegistry within = new MemoryRegistry();
    within.register(instance(port, "here"));
    local = client(within, here);
  }

  private static ServiceInstance instance(int port, String node) {
    return new ServiceInstance(EchoService.SERVICE, node + port, "127.0.0.1", port, node, Map.of());
  }

  private EchoClient client(MemoryRegistry registry, LocalServices here) {
    ServiceRouter router =
        new ServiceRouter(
            registry, name -> new RoundRobin(0), here, new LocalTransport(time, CLIENT), http2);
    return new EchoClient(
        Channel.builder(vertx, router).time(time).intercept(Stage.METRICS, called).build());
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Exceptions that nobody handled, and how often each was seen. */
  Map<String, Integer> unhandled() {
    return Map.copyOf(unhandled);
  }

  int running() {
    return server.runningCalls();
  }

  /** Ends what calls go through; what they left behind is then all there is. */
  void disconnect() {
    await(http2.close());
    await(server.stop());
    cutters.forEach(cutter -> await(cutter.close()));
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
