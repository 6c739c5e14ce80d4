package io.vertebra.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.server.health.Health;
import io.vertebra.server.health.HealthConfig;
import io.vertebra.telemetry.Metrics;
import io.vertebra.time.TimeSource;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ResilienceCommandTest {

  private final Vertx vertx = Vertx.vertx();
  private final Metrics metrics = Metrics.create();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    metrics.close();
  }

  private int run(String... arguments) {
    CommandLine line = Main.commandLine(Map.of(), InputStream.nullInputStream());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private int serve(JsonObject report) {
    Health health = Health.of(vertx, TimeSource.system(vertx), HealthConfig.DEFAULT);
    AdminServer admin =
        new AdminServer(vertx, new AdminConfig("127.0.0.1", 0), metrics, health, () -> report);
    return admin.start().toCompletionStage().toCompletableFuture().join();
  }

  private static JsonObject report() {
    JsonObject breaker =
        new JsonObject()
            .put("service", "shop.v1.Cart")
            .put("method", "Add")
            .put("mode", "FAILURE_RATE")
            .put("state", "OPEN")
            .put("forced", false)
            .put("calls", 40)
            .put("failures", 21)
            .put("refused", 1234L);
    JsonObject target =
        new JsonObject()
            .put("service", "shop.v1.Cart")
            .put("retryTokens", 4.5)
            .put("runningCalls", 3)
            .put("runningRetries", 1);
    return new JsonObject()
        .put("breakers", new JsonArray().add(breaker))
        .put("targets", new JsonArray().add(target));
  }

  @Test
  void showsBreakersAndRetries() {
    int port = serve(report());
    assertThat(run("resilience", "--admin", "127.0.0.1:" + port)).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "method breaker state calls failures refused",
            "shop.v1.Cart/Add failure_rate OPEN 40 21 1234",
            "",
            "service retry tokens calls retries",
            "shop.v1.Cart 4.5 3 1");
  }

  @Test
  void printsTheAnswerAsItIs() {
    int port = serve(report());
    assertThat(run("resilience", "--json", "--admin", "127.0.0.1:" + port)).isZero();
    assertThat(new JsonObject(out.toString())).isEqualTo(report());
  }

  @Test
  void aNodeThatIsNotThereIsAFailure() {
    assertThat(run("resilience", "--admin", "127.0.0.1:1")).isEqualTo(Main.FAILED);
    assertThat(err.toString()).contains("127.0.0.1:1: ").contains("a node's admin port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "a b:1", ":8081", "host:"})
  void whatIsNoAddressIsRefused(String admin) {
    assertThat(run("resilience", "--admin", admin)).isEqualTo(Main.WRONG);
    assertThat(err.toString()).contains("--admin: " + admin + " (expected: host:port)");
  }
}
