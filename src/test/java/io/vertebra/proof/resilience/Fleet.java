package io.vertebra.proof.resilience;

import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.ServiceRouter;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.client.local.LocalTransport;
import io.vertebra.config.ConfigNode;
import io.vertebra.loadbalance.RoundRobin;
import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.memory.MemoryRegistry;
import io.vertebra.resilience.ClientResilience;
import io.vertebra.resilience.ResilienceConfig;
import io.vertebra.resilience.retry.AttemptWatcher;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.LocalServices;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoService;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The instances of one service, and a client of them as a node has it. */
final class Fleet implements AutoCloseable {

  final List<Backend> backends;
  final EchoClient client;
  private final ClientResilience resilience;
  private final Http2Transport http2;
  private final BlockingWork blocking;

  /**
   * Starts some instances.
   *
   * @param serviceConfig the file with what holds for their client's calls
   * @param service does the work of calls that do not fail
   */
  Fleet(Vertx vertx, int size, Path serviceConfig, Interceptor service) {
    backends =
        IntStream.range(0, size).mapToObj(seed -> new Backend(vertx, seed, service)).toList();
    TimeSource time = TimeSource.system(vertx);
    MemoryRegistry registry = new MemoryRegistry();
    for (Backend backend : backends) {
      String id = String.valueOf(backend.port);
      registry.register(
          new ServiceInstance(EchoService.SERVICE, id, "127.0.0.1", backend.port, id, Map.of()));
    }
    http2 = new Http2Transport(vertx, ClientConfig.DEFAULT);
    ServiceRouter router =
        new ServiceRouter(
            registry,
            name -> new RoundRobin(0),
            new LocalServices("caller"),
            new LocalTransport(time, ClientConfig.DEFAULT),
            http2);
    blocking = BlockingWork.of(vertx, "proof", 1, 10);
    ResilienceConfig config =
        ConfigNode.parse("proof", "serviceConfig: " + serviceConfig).bind(ResilienceConfig.class);
    resilience =
        new ClientResilience(
            vertx,
            time,
            () -> ThreadLocalRandom.current().nextLong(),
            blocking,
            config,
            AttemptWatcher.NONE);
    await(resilience.start(List.of(EchoService.METHOD_UNARY)));
    client =
        new EchoClient(
            Channel.builder(vertx, router)
                .around(resilience::around)
                .policies(resilience.policies())
                .build());
  }

  long attempts() {
    return backends.stream().mapToLong(backend -> backend.attempts.get()).sum();
  }

  void failAll(double share) {
    backends.forEach(backend -> backend.fail(share));
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    resilience.close();
    blocking.close();
    await(http2.close());
    backends.forEach(Backend::stop);
  }
}
