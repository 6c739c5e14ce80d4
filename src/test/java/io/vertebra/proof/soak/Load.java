package io.vertebra.proof.soak;

import com.google.protobuf.ByteString;
import io.vertebra.rpc.RpcCode;
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
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Workers on two event loops, each of which makes a call after the other, with any mishap. */
final class Load {

  static final int LOOPS = 2;
  private static final int WORKERS = 32;
  private static final int MOST_PAUSE_MILLIS = 20;
  private static final int LARGE_BYTES = 100 << 10;
  private static final long PATIENCE_SECONDS = 20;

  private final Vertx vertx;
  private final List<EchoClient> clients;
  private final Map<String, AtomicInteger> ends = new ConcurrentSkipListMap<>();
  private final Map<String, AtomicInteger> unexplained = new ConcurrentSkipListMap<>();

  /**
   * @param clients of one service, each in its own way; a call takes any
   */
  Load(Vertx vertx, List<EchoClient> clients) {
    this.vertx = vertx;
    this.clients = clients;
  }

  /** Runs all workers for a time, and waits for the calls that they have begun. */
  void run(long millis) throws Exception {
    long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    List<Future<Void>> workers = new ArrayList<>();
    for (int loop = 0; loop < LOOPS; loop++) {
      Context context = vertx.getOrCreateContext();
      for (int i = 0; i < WORKERS / LOOPS; i++) {
        Promise<Void> done = Promise.promise();
        SplittableRandom random = new SplittableRandom(workers.size());
        context.runOnContext(begin -> next(random, untilNanos, done));
        workers.add(done.future());
      }
    }
    try {
      Future.join(workers)
          .toCompletionStage()
          .toCompletableFuture()
          .get(millis + TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS), TimeUnit.MILLISECONDS);
    } catch (TimeoutException open) {
      // Counted by those who count calls.
      return;
    }
  }

  private void next(RandomGenerator random, long untilNanos, Promise<Void> done) {
    if (System.nanoTime() >= untilNanos) {
      done.complete();
      return;
    }
    Mishap mishap = Mishap.any(random);
    call(random, mishap)
        .transform(
            (right, cause) -> {
              ended(mishap, cause);
              return vertx.timer(random.nextInt(1, MOST_PAUSE_MILLIS));
            })
        .onComplete(paused -> next(random, untilNanos, done));
  }

  private void ended(Mishap mishap, Throwable cause) {
    if (cause instanceof WrongAnswer) {
      count(unexplained, cause.getMessage());
      return;
    }
    RpcException failure = cause == null ? null : RpcException.from(cause);
    RpcCode code = failure == null ? RpcCode.OK : failure.code();
    count(ends, code.name());
    if (!mishap.explains(code)) {
      count(unexplained, mishap + ": " + failure.getMessage() + because(failure.getCause()));
    }
  }

  private static String because(Throwable cause) {
    return cause == null ? "" : ", because " + Origin.of(cause);
  }

  private static void count(Map<String, AtomicInteger> counts, String name) {
    counts.computeIfAbsent(name, first -> new AtomicInteger()).incrementAndGet();
  }

  private Future<Void> call(RandomGenerator random, Mishap mishap) {
    EchoClient client = clients.get(random.nextInt(clients.size()));
    Echoes echoes = new Echoes(client, mishap.options(vertx, random), random.nextInt(1, 10));
    return echoes.in(random.nextInt(Echoes.MODES), request(random, mishap));
  }

  private static EchoRequest request(RandomGenerator random, Mishap mishap) {
    EchoRequest.Builder request =
        EchoRequest.newBuilder()
            .setText(Long.toHexString(random.nextLong()))
            .setDelayMs(random.nextInt(5));
    if (random.nextInt(20) == 0) {
      request.setPayload(ByteString.copyFrom(new byte[random.nextInt(LARGE_BYTES)]));
    }
    if (mishap == Mishap.FAILURE) {
      request.getFailureBuilder().setCode(RpcCode.FAILED_PRECONDITION.number()).setMessage("asked");
    }
    return request.build();
  }

  /** How many calls ended with each status. */
  Map<String, Integer> ends() {
    return plain(ends);
  }

  /** What no mishap explains, with how often it was seen. */
  Map<String, Integer> unexplained() {
    return plain(unexplained);
  }

  private static Map<String, Integer> plain(Map<String, AtomicInteger> counts) {
    Map<String, Integer> plain = new TreeMap<>();
    counts.forEach((name, count) -> plain.put(name, count.get()));
    return plain;
  }
}
