package io.vertebra.platform;

import io.vertebra.server.health.Health;
import io.vertebra.server.health.HealthReport;
import io.vertebra.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP port for those who watch over the process: {@code /metrics}, {@code /health}, {@code
 * /health/live} and {@code /health/ready}.
 */
final class AdminServer {

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  /** A connection nobody uses is closed after this. */
  private static final int IDLE_SECONDS = 60;

  private final Vertx vertx;
  private final AdminConfig config;
  private final Metrics metrics;
  private final Health health;
  private final Supplier<JsonObject> resilience;
  private final HttpServer server;

  /**
   * An admin port that does not listen yet.
   *
   * @param metrics what {@code /metrics} shows
   * @param health what {@code /health} evaluates
   * @param resilience what {@code /resilience} shows
   */
  AdminServer(
      Vertx vertx,
      AdminConfig config,
      Metrics metrics,
      Health health,
      Supplier<JsonObject> resilience) {
    this.vertx = vertx;
    this.config = config;
    this.metrics = metrics;
    this.health = health;
    this.resilience = resilience;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(config.host())
                    .setPort(config.port())
                    .setHttp2ClearTextEnabled(false)
                    .setIdleTimeout(IDLE_SECONDS)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS))
            .requestHandler(this::handle);
  }

  /**
   * Listens.
   *
   * @return the port; fails with {@link IllegalArgumentException} when it is taken
   */
  Future<Integer> start() {
    return server
        .listen()
        .map(HttpServer::actualPort)
        .recover(
            failure ->
                Future.failedFuture(failure instanceof BindException ? taken(failure) : failure));
  }

  private IllegalArgumentException taken(Throwable cause) {
    return new IllegalArgumentException(
        "admin.port: "
            + config.port()
            + " (expected: a port of "
            + config.host()
            + " that no other process listens on)",
        cause);
  }

  Future<Void> stop() {
    return server.close();
  }

  private void handle(HttpServerRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      send(request, 405, TEXT, "GET and HEAD only\n");
      return;
    }
    switch (String.valueOf(request.path())) {
      case "/metrics" -> metrics(request);
      case "/health" -> health(request, true);
      case "/health/ready" -> health(request, false);
      case "/health/live" -> send(request, 200, JSON, "{\"status\":\"LIVE\"}\n");
      case "/resilience" -> send(request, 200, JSON, resilience.get().encodePrettily() + "\n");
      default ->
          send(request, 404, TEXT, "/metrics, /health, /health/live, /health/ready, /resilience\n");
    }
  }

  private void metrics(HttpServerRequest request) {
    vertx
        .executeBlocking(metrics::scrape, false)
        .onSuccess(text -> send(request, 200, Metrics.CONTENT_TYPE, text))
        .onFailure(failure -> fail(request, failure));
  }

  private void health(HttpServerRequest request, boolean inFull) {
    health
        .evaluate()
        .onSuccess(report -> send(request, report, inFull))
        .onFailure(failure -> fail(request, failure));
  }

  private static void send(HttpServerRequest request, HealthReport report, boolean inFull) {
    JsonObject json = report.toJson();
    if (!inFull) {
      json.remove("checks");
      json.remove("services");
    }
    send(request, report.ready() ? 200 : 503, JSON, json.encode() + "\n");
  }

  private static void fail(HttpServerRequest request, Throwable failure) {
    LOG.error("an admin request failed", failure);
    send(request, 500, TEXT, "failed; the log says why\n");
  }

  private static void send(HttpServerRequest request, int code, String type, String body) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    Buffer bytes = Buffer.buffer(body);
    response
        .setStatusCode(code)
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()))
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (request.method() == HttpMethod.HEAD) {
      response.end();
    } else {
      response.end(bytes);
    }
  }
}
