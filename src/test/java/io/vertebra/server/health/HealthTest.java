package io.vertebra.server.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.server.health.HealthReport.CheckState;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthTest {

  private static final HealthConfig QUICK =
      new HealthConfig(Duration.ofMillis(100), Duration.ofMillis(200));
  private static final HealthConfig SLOW =
      new HealthConfig(Duration.ofHours(1), Duration.ofSeconds(5));

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void nothingIsReadyBeforeTheFirstEvaluation() {
    Health health = health(SLOW).service("a.A", "a");

    assertThat(health.report().ready()).isFalse();
    assertThat(health.report().services()).containsEntry("a.A", false);
  }

  @Test
  void aServerWithoutChecksIsReadyOnceEvaluated() {
    Health health = health(SLOW).service("a.A", "a");

    HealthReport report = await(health.evaluate());

    assertThat(report.ready()).isTrue();
    assertThat(report.services()).containsEntry("a.A", true);
  }

  @Test
  void aServiceHangsOnItsGroupAndTheServerOnAll() {
    Health health =
        health(SLOW)
            .check("order/database", () -> Future.succeededFuture(true))
            .check("risk/database", () -> Future.succeededFuture(false))
            .check("riskier", () -> Future.succeededFuture(true))
            .service("Order", "order")
            .service("Risk", "risk")
            .service("Riskier", "riskier")
            .service("Free", "free");

    HealthReport report = await(health.evaluate());

    assertThat(report.ready()).isFalse();
    assertThat(report.services())
        .containsEntry("Order", true)
        .containsEntry("Risk", false)
        .containsEntry("Riskier", true)
        .containsEntry("Free", true);
    assertThat(report.checks())
        .containsEntry("order/database", CheckState.UP)
        .containsEntry("risk/database", CheckState.NOT_READY);
  }

  @Test
  void everyWayNotToSayYesMeansNo() {
    Health health =
        health(QUICK)
            .check("fails", () -> Future.failedFuture("broken"))
            .check("hangs", () -> Promise.<Boolean>promise().future())
            .check("isNull", () -> null)
            .check("saysNull", () -> Future.succeededFuture(null))
            .check(
                "throws",
                () -> {
                  throw new IllegalStateException("thrown");
                })
            .check(
                "throwsError",
                () -> {
                  throw new AssertionError("thrown");
                });

    HealthReport report = await(health.evaluate());

    assertThat(report.checks())
        .containsEntry("fails", CheckState.FAILED)
        .containsEntry("hangs", CheckState.TIMED_OUT)
        .containsEntry("isNull", CheckState.FAILED)
        .containsEntry("saysNull", CheckState.NOT_READY)
        .containsEntry("throws", CheckState.FAILED)
        .containsEntry("throwsError", CheckState.FAILED);
  }

  @Test
  void aCheckThatRecoversIsSeenOnThePeriod() {
    AtomicBoolean up = new AtomicBoolean();
    Health health = health(QUICK).check("database", () -> Future.succeededFuture(up.get()));
    assertThat(await(health.start()).ready()).isFalse();

    up.set(true);

    Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> health.report().ready());
    health.stop();
  }

  @Test
  void evaluationsAtTheSameTimeAreOne() {
    AtomicInteger runs = new AtomicInteger();
    Promise<Boolean> answer = Promise.promise();
    CountDownLatch running = new CountDownLatch(1);
    Health health =
        health(SLOW)
            .check(
                "slow",
                () -> {
                  runs.incrementAndGet();
                  running.countDown();
                  return answer.future();
                });

    List<Future<HealthReport>> asked = Stream.generate(health::evaluate).limit(20).toList();
    await(vertx.executeBlocking(() -> running.await(5, TimeUnit.SECONDS)));
    answer.complete(true);

    assertThat(await(Future.all(asked)).<HealthReport>list()).allMatch(HealthReport::ready);
    assertThat(runs).hasValue(1);
  }

  @Test
  void drainingIsNotReadyWhateverTheChecksSay() {
    Health health = health(SLOW).service("a.A", "a");
    await(health.evaluate());

    health.drain("SIGTERM");

    HealthReport report = await(health.evaluate());
    assertThat(report.ready()).isFalse();
    assertThat(report.services()).containsEntry("a.A", false);
    assertThat(report.toJson().getString("draining")).isEqualTo("SIGTERM");
  }

  @Test
  void theReportAsJsonTellsStatesAndNoCauses() {
    Health health =
        health(SLOW)
            .check("db", () -> Future.failedFuture("no route to db7.internal"))
            .service("a.A", "db");

    String json = await(health.evaluate()).toJson().encode();

    assertThat(json)
        .isEqualTo(
            "{\"status\":\"NOT_SERVING\",\"checks\":[{\"name\":\"db\",\"status\":\"FAILED\"}],"
                + "\"services\":{\"a.A\":\"NOT_SERVING\"}}");
  }

  @Test
  void aGroupMayNotBeNamedLikeACheck() {
    Health health = health(SLOW).check("db", () -> Future.succeededFuture(true));

    assertThatThrownBy(() -> health.check("db/primary", () -> Future.succeededFuture(true)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Health health(HealthConfig config) {
    return Health.of(vertx, TimeSource.system(vertx), config);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
