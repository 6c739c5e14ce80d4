package io.vertebra.proof.resilience;

import io.vertebra.rpc.RpcException;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Calls that come at a steady rate, whatever becomes of those before them.
 *
 * <p>Lives on one event loop.
 */
final class Load {

  private static final int PER_SECOND = 400;
  private static final int TICK_MILLIS = 10;

  private final Vertx vertx;
  private final EchoClient client;
  private final Histogram micros = new Histogram(3);
  private final Map<String, Integer> failures = new TreeMap<>();
  private int made;
  private int answered;
  private int good;
  private long lastFailureNanos;

  /**
   * What came of the calls.
   *
   * @param failures by code
   * @param lastFailureNanos when the last of them failed
   */
  record Result(
      int made, int good, Map<String, Integer> failures, long p99Micros, long lastFailureNanos) {

    int failed() {
      return made - good;
    }

    String failedShare() {
      return "%.2f %% %s".formatted(100.0 * failed() / made, failures);
    }
  }

  private Load(Vertx vertx, EchoClient client) {
    this.vertx = vertx;
    this.client = client;
  }

  /** Calls for some time, and waits for the last answer. */
  static Result run(Vertx vertx, EchoClient client, int millis) {
    Promise<Result> done = Promise.promise();
    vertx.runOnContext(start -> new Load(vertx, client).go(millis, done));
    return Fleet.await(done.future());
  }

  private void go(int millis, Promise<Result> done) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    vertx.setPeriodic(
        TICK_MILLIS,
        timer -> {
          if (System.nanoTime() < end) {
            for (int i = 0; i < PER_SECOND * TICK_MILLIS / 1000; i++) {
              call();
            }
          } else if (answered == made) {
            vertx.cancelTimer(timer);
            done.complete(
                new Result(
                    made, good, failures, micros.getValueAtPercentile(99), lastFailureNanos));
          }
        });
  }

  private void call() {
    made++;
    long begun = System.nanoTime();
    Future<?> call = client.unary(EchoRequest.newBuilder().setText("t").build());
    call.onComplete(
        (answer, cause) -> {
          answered++;
          if (cause == null) {
            good++;
            micros.recordValue((System.nanoTime() - begun) / 1000);
          } else {
            lastFailureNanos = System.nanoTime();
            failures.merge(RpcException.from(cause).code().name(), 1, Integer::sum);
          }
        });
  }
}
