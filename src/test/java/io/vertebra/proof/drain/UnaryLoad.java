package io.vertebra.proof.drain;

import io.vertebra.rpc.RpcException;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Unary calls, a number at a time on several event loops, each followed by the next. */
final class UnaryLoad {

  private static final int LOOPS = 2;
  private static final int AT_A_TIME = 16;

  /** Each call is served that long, so that many are under way at any time. */
  private static final int MOST_DELAY_MILLIS = 20;

  private final Vertx vertx;
  private final EchoClient client;
  private final List<Future<Void>> workers = new ArrayList<>();
  private volatile boolean stopped;

  final AtomicInteger made = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();

  /** Statuses of calls that failed, and how many had each. */
  final Map<String, Integer> failures = new ConcurrentHashMap<>();

  UnaryLoad(Vertx vertx, EchoClient client) {
    this.vertx = vertx;
    this.client = client;
  }

  void start() {
    for (int loop = 0; loop < LOOPS; loop++) {
      Context context = vertx.getOrCreateContext();
      for (int i = 0; i < AT_A_TIME; i++) {
        Promise<Void> worker = Promise.promise();
        workers.add(worker.future());
        context.runOnContext(ignored -> next(worker));
      }
    }
  }

  private void next(Promise<Void> worker) {
    if (stopped) {
      worker.complete();
      return;
    }
    int number = made.incrementAndGet();
    EchoRequest request =
        EchoRequest.newBuilder().setDelayMs(number % (MOST_DELAY_MILLIS + 1)).build();
    client
        .unary(request)
        .onComplete(
            (response, cause) -> {
              if (cause != null) {
                failed.incrementAndGet();
                failures.merge(RpcException.from(cause).status().toString(), 1, Integer::sum);
              }
              next(worker);
            });
  }

  /** The statuses of the failures, to follow a text; empty when there are none. */
  String whyFailed() {
    return failures.isEmpty() ? "" : " " + failures;
  }

  /** Makes no more calls; the future ends with the last that runs. */
  Future<?> stop() {
    stopped = true;
    return Future.join(workers);
  }
}
