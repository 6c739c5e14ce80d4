package io.vertebra.interop;

import io.vertebra.config.ConfigNode;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.Stage;
import io.vertebra.server.RpcServer;
import io.vertebra.server.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** A server of the interoperability tests, on a free port. */
public final class InteropServer {

  private final RpcServer server;

  /**
   * A server that has not started.
   *
   * @param settings more of {@code server}, as YAML
   * @param interceptor of all calls
   */
  public InteropServer(Vertx vertx, String settings, Interceptor interceptor) {
    // 16 MiB for very_large_request, which sends 10.
    String all = "port: 0\nmaxReceiveMessageSize: 16MiB\n" + settings;
    LoadReports reports = new LoadReports();
    server =
        RpcServer.builder(vertx)
            .config(ConfigNode.parse("interop", all).bind(ServerConfig.class))
            .intercept(Stage.BUSINESS, interceptor)
            .bind(new InteropService(vertx, reports).binding())
            .bind(new LoadService(vertx, reports).binding())
            .build();
  }

  /** Listens, and gives the port. */
  public Future<Integer> start() {
    return server.start();
  }

  /** Stops. */
  public Future<Void> stop() {
    return server.stop();
  }
}
