package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.server.health.Health;
import io.vertebra.server.health.HealthConfig;
import io.vertebra.telemetry.Metrics;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicBoolean up = new AtomicBoolean(true);
  private final Health health =
      Health.of(vertx, TimeSource.system(vertx), HealthConfig.DEFAULT)
          .check("order/database", () -> Future.succeededFuture(up.get()))
          .service("test.Order", "order");
  private final Metrics metrics = Metrics.create();
  private final AdminServer admin =
      new AdminServer(vertx, new AdminConfig("127.0.0.1", 0), metrics, health, JsonObject::new);
  private int port;

  @BeforeEach
  void start() {
    port = await(admin.start());
  }

  @AfterEach
  void stop() {
    await(admin.stop());
    await(vertx.close());
    metrics.close();
  }

  @Test
  void healthTellsEverythingAndTurnsWithTheChecks() throws Exception {
    HttpResponse<String> good = get("/health");
    up.set(false);
    HttpResponse<String> bad = get("/health");

    assertThat(good.statusCode()).isEqualTo(200);
    assertThat(good.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(new JsonObject(good.body()))
        .isEqualTo(
            new JsonObject(
                "{\"status\":\"SERVING\",\"checks\":[{\"name\":\"order/database\",\"status\":\"UP\"}],"
                    + "\"services\":{\"test.Order\":\"SERVING\"}}"));
    assertThat(bad.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(bad.body()).getJsonObject("services").getString("test.Order"))
        .isEqualTo("NOT_SERVING");
  }

  @Test
  void readinessIsHealthInShort() throws Exception {
    assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"SERVING\"}\n");

    health.drain("SIGTERM");

    HttpResponse<String> draining = get("/health/ready");
    assertThat(draining.statusCode()).isEqualTo(503);
    assertThat(draining.body())
        .isEqualTo("{\"status\":\"NOT_SERVING\",\"draining\":\"SIGTERM\"}\n");
  }

  @Test
  void aProcessThatIsNotReadyIsAlive() throws Exception {
    up.set(false);
    health.drain("SIGTERM");

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void metricsAreInPrometheusText() throws Exception {
    metrics.watchJvm();
    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body())
        .contains("jvm_memory_used_bytes{area=\"heap\"", "process_uptime_seconds ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/healthz", "/health/", "/metrics/x", "/../health"})
  void otherPathsAreNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void whatWouldChangeSomethingIsRefused() throws Exception {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(uri("/health")).POST(HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD");
  }

  @Test
  void headTellsTheStatusWithoutABody() throws Exception {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri("/health"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aTakenPortIsNamed() {
    // The servers of one Vert.x share a port.
    Vertx other = Vertx.vertx();
    AdminServer second =
        new AdminServer(
            other, new AdminConfig("127.0.0.1", port), metrics, health, JsonObject::new);

    assertThatThrownBy(() -> await(second.start()))
        .hasRootCauseInstanceOf(java.net.BindException.class)
        .hasMessageContaining("admin.port: " + port + " (expected: a port of 127.0.0.1");
    await(other.close());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
