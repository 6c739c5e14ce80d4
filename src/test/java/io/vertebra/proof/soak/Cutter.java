package io.vertebra.proof.soak;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/** Stands between clients and a server, and cuts their connections without a word. */
final class Cutter {

  private final int port;
  private final NetServer server;
  private final NetClient client;
  private final List<NetSocket> connections = new CopyOnWriteArrayList<>();
  private volatile int cuts;

  /** A cutter that listens nowhere yet. */
  Cutter(Vertx vertx, int port) {
    this.port = port;
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
  }

  /** Listens on a free port, and gives it. */
  Future<Integer> start() {
    return server.connectHandler(this::connect).listen(0, "127.0.0.1").map(NetServer::actualPort);
  }

  private void connect(NetSocket inside) {
    inside.pause();
    client
        .connect(port, "127.0.0.1")
        .onFailure(refused -> inside.close())
        .onSuccess(
            outside -> {
              connections.add(inside);
              inside.closeHandler(
                  closed -> {
                    connections.remove(inside);
                    outside.close();
                  });
              outside.closeHandler(closed -> inside.close());
              inside.pipeTo(outside).onFailure(lost -> {});
              outside.pipeTo(inside).onFailure(lost -> {});
            });
  }

  /** Cuts one connection, if there is one. */
  void cut(RandomGenerator random) {
    List<NetSocket> present = new ArrayList<>(connections);
    if (!present.isEmpty()) {
      present.get(random.nextInt(present.size())).close();
      cuts++;
    }
  }

  int cuts() {
    return cuts;
  }

  Future<?> close() {
    return Future.join(server.close(), client.close());
  }
}
