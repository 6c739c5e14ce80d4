package io.vertebra.proof;

import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.ServiceRouter;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.client.local.LocalTransport;
import io.vertebra.config.ConfigNode;
import io.vertebra.loadbalance.RoundRobin;
import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.memory.MemoryRegistry;
import io.vertebra.rpc.LocalServices;
import io.vertebra.server.RpcServer;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoService;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;

/** A server of one service and a client of it, over one connection or none. */
public final class Echoing implements AutoCloseable {

  /** Of both. */
  public final Vertx vertx = Vertx.vertx();

  /** The client. */
  public final EchoClient client;

  private final Http2Transport http2;
  private final RpcServer server;

  /**
   * Starts both.
   *
   * @param local whether calls stay in the JVM
   * @param settings more of {@code client}, as YAML
   */
  public Echoing(EchoService service, boolean local, String settings) {
    LocalServices here = new LocalServices("here");
    server = RpcServer.builder(vertx).local(here).bind(service.binding()).build();
    int port = server.start().toCompletionStage().toCompletableFuture().join();
    ConfigNode config = ConfigNode.parse("proof", "maxConnectionsPerEndpoint: 1\n" + settings);
    http2 = new Http2Transport(vertx, config.bind(ClientConfig.class));
    MemoryRegistry registry = new MemoryRegistry();
    registry.register(
        new ServiceInstance(
            EchoService.SERVICE, "1", "127.0.0.1", port, local ? "here" : "there", Map.of()));
    ServiceRouter router =
        new ServiceRouter(
            registry,
            name -> new RoundRobin(0),
            here,
            new LocalTransport(TimeSource.system(vertx), config.bind(ClientConfig.class)),
            http2);
    client = new EchoClient(Channel.builder(vertx, router).build());
  }

  @Override
  public void close() {
    Future.join(http2.close(), server.stop())
        .eventually(vertx::close)
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }
}
