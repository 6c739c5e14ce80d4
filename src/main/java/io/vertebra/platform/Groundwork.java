package io.vertebra.platform;

import io.vertebra.telemetry.Metrics;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;

/**
 * What a node stands on whatever its configuration says. It takes its time, so it is begun before
 * the command line and the configuration are read.
 */
final class Groundwork {

  private final CompletableFuture<Vertx> vertx = CompletableFuture.supplyAsync(Vertx::vertx);

  /** After Vert.x: the logging system, which both wake, wants to be woken by one thread. */
  private final CompletableFuture<Metrics> metrics = vertx.thenApply(ready -> Metrics.create());

  private Groundwork() {}

  /** Begins, and returns at once. */
  static Groundwork lay() {
    return new Groundwork();
  }

  Vertx vertx() {
    return vertx.join();
  }

  Metrics metrics() {
    return metrics.join();
  }
}
