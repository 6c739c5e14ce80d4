package io.vertebra.proof.drain;

import io.vertebra.client.Channel;
import io.vertebra.proof.Node;
import io.vertebra.server.health.v1.HealthCheckRequest;
import io.vertebra.server.health.v1.HealthCheckResponse;
import io.vertebra.server.health.v1.HealthCheckResponse.ServingStatus;
import io.vertebra.server.health.v1.HealthClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.ReadStream;

/** Watches the health of a node, and a connection to it on which nothing is called. */
final class Observer {

  private static final HttpClientOptions HTTP2 =
      new HttpClientOptions()
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setHttp2ClearTextUpgrade(false);

  private final HttpClient http;

  /* When each was seen, by System.nanoTime; 0 until then. */
  volatile long notServingNanos;
  volatile long goAwayNanos;

  private Observer(Vertx vertx) {
    HttpClientAgent agent =
        vertx.httpClientBuilder().with(HTTP2).withConnectHandler(this::connected).build();
    this.http = agent;
  }

  /** Begins to watch; complete once it does. */
  static Future<Observer> of(Vertx vertx, Channel channel, Node node) {
    Observer observer = new Observer(vertx);
    return new HealthClient(channel)
        .watch(HealthCheckRequest.getDefaultInstance())
        .onSuccess(observer::watch)
        .compose(
            watching -> observer.http.request(HttpMethod.GET, node.port(), node.host(), "/none"))
        .compose(request -> request.send())
        .map(answered -> observer);
  }

  private void watch(ReadStream<HealthCheckResponse> health) {
    // The end of the watch is the end of the node.
    health.exceptionHandler(ended -> {});
    health.handler(
        response -> {
          if (response.getStatus() == ServingStatus.NOT_SERVING) {
            notServingNanos = System.nanoTime();
          }
        });
  }

  private void connected(HttpConnection connection) {
    connection.goAwayHandler(frame -> goAwayNanos = System.nanoTime());
  }
}
