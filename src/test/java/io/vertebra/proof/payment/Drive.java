package io.vertebra.proof.payment;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertebra.payment.v1.PayRequest;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.payment.v1.PaymentService;
import io.vertebra.payment.v1.PaymentState;
import io.vertebra.proof.StockClient;
import io.vertebra.proof.payment.Plan.Item;
import io.vertebra.proof.payment.Plan.Repeat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Sends the payments of a plan, a number at a time, as a careful client does: what got no answer,
 * or a PENDING one, is sent again under its key until it is over.
 */
final class Drive {

  private static final int AT_A_TIME = 50;
  private static final int MAX_TRIES = 200;
  private static final long PAUSE_MILLIS = 50;

  private final boolean freshKeys;
  private final AtomicReference<Line> line = new AtomicReference<>(new Line());
  private final AtomicInteger fresh = new AtomicInteger();
  private final CountDownLatch half;

  /** First final answers, by the name of the item. */
  final Map<String, PaymentDetails> answers = new ConcurrentHashMap<>();

  /** What other calls were answered with, that should not have been. */
  final Queue<String> surprises = new ConcurrentLinkedQueue<>();

  /** The wait for each answer of a call that was not cut off, in nanoseconds. */
  final Queue<Long> waitsNanos = new ConcurrentLinkedQueue<>();

  /** Items that had a call on its way when the node was killed. */
  final Map<String, Boolean> inDoubt = new ConcurrentHashMap<>();

  /** When the last of them was over. */
  final AtomicLong lastDoubtOverNanos = new AtomicLong(Long.MIN_VALUE);

  final AtomicInteger sameAnswers = new AtomicInteger();
  final AtomicInteger refusedBodies = new AtomicInteger();

  /** A way to the node; replaced when there is a new one. */
  private static final class Line {
    final CountDownLatch open = new CountDownLatch(1);
    volatile StockClient client;
  }

  /**
   * @param freshKeys the break: each call under a key of its own
   * @param half answers after which {@link #awaitHalf} returns
   */
  Drive(boolean freshKeys, int half) {
    this.freshKeys = freshKeys;
    this.half = new CountDownLatch(half);
  }

  /** Lets waiting calls go to a node. */
  void connect(StockClient client) {
    line.get().client = client;
    line.get().open.countDown();
  }

  /** Makes calls wait for the next {@link #connect}. */
  StockClient disconnect() {
    return line.getAndSet(new Line()).client;
  }

  void awaitHalf() throws InterruptedException {
    half.await();
  }

  /** Sends everything, in the background; the futures end when every item is over. */
  List<Future<?>> start(ExecutorService workers, Plan plan) {
    Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    for (Item item : plan.items()) {
      queue.add(() -> first(item));
      if (item.repeat() == Repeat.AT_ONCE) {
        queue.add(() -> same(item));
      }
    }
    return Stream.<Future<?>>generate(() -> workers.submit(() -> work(queue)))
        .limit(AT_A_TIME)
        .toList();
  }

  /** Sends every item again and counts the answers that differ from the first one. */
  long replay(Plan plan) throws InterruptedException, ExecutionException {
    AtomicInteger changed = new AtomicInteger();
    Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    for (Item item : plan.items()) {
      queue.add(
          () -> {
            PaymentDetails again = untilOver(item, request(item));
            if (again == null || !again.equals(answers.get(item.name()))) {
              changed.incrementAndGet();
            }
          });
    }
    ExecutorService workers = workers();
    for (Future<?> done :
        Stream.<Future<?>>generate(() -> workers.submit(() -> work(queue)))
            .limit(AT_A_TIME)
            .toList()) {
      done.get();
    }
    workers.shutdown();
    return changed.get();
  }

  static ExecutorService workers() {
    return Executors.newFixedThreadPool(AT_A_TIME);
  }

  private void work(Queue<Runnable> queue) {
    for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
      next.run();
    }
  }

  private void first(Item item) {
    PaymentDetails answer = untilOver(item, request(item));
    if (answer != null) {
      answers.putIfAbsent(item.name(), answer);
    }
    half.countDown();
    if (item.repeat() == Repeat.LATER) {
      same(item);
    } else if (item.repeat() == Repeat.OTHER_BODY) {
      otherBody(item);
    }
  }

  private void same(Item item) {
    PaymentDetails answer = untilOver(item, request(item));
    PaymentDetails before = answer == null ? null : answers.putIfAbsent(item.name(), answer);
    if (answer != null && (before == null || before.equals(answer))) {
      sameAnswers.incrementAndGet();
    }
  }

  private void otherBody(Item item) {
    PayRequest.Builder other = request(item).toBuilder();
    other.getAmountBuilder().setMinorUnits(item.request().getAmount().getMinorUnits() + 1);
    if (untilOver(item, other.build()) == null) {
      refusedBodies.incrementAndGet();
    }
  }

  private PayRequest request(Item item) {
    return freshKeys
        ? item.request().toBuilder()
            .setIdempotencyKey(item.name() + "-" + fresh.incrementAndGet())
            .build()
        : item.request();
  }

  /** Sends a request until its payment is over; null when it is refused as ALREADY_EXISTS. */
  private PaymentDetails untilOver(Item item, PayRequest request) {
    PayRequest again = request;
    try {
      for (int tries = 0; tries < MAX_TRIES; tries++) {
        Line to = line.get();
        to.open.await();
        try {
          PaymentDetails payment = pay(to, again);
          if (payment.getState() != PaymentState.PAYMENT_STATE_PENDING) {
            over(item);
            return payment;
          }
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (StatusRuntimeException failure) {
          if (failure.getStatus().getCode() == Status.Code.ALREADY_EXISTS) {
            return null;
          }
          noAnswer(item, to, failure);
          again = freshKeys ? request(item) : again;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
    surprises.add(item.name() + ": not over after " + MAX_TRIES + " tries");
    return null;
  }

  private PaymentDetails pay(Line to, PayRequest request) {
    long startNanos = System.nanoTime();
    PaymentDetails payment = to.client.call(PaymentService.METHOD_PAY, request).getPayment();
    waitsNanos.add(System.nanoTime() - startNanos);
    return payment;
  }

  private void over(Item item) {
    if (inDoubt.containsKey(item.name())) {
      lastDoubtOverNanos.accumulateAndGet(System.nanoTime(), Math::max);
    }
  }

  /** A call that the kill cut off is in doubt; another one should not have failed. */
  private void noAnswer(Item item, Line to, StatusRuntimeException failure)
      throws InterruptedException {
    if (to != line.get()) {
      inDoubt.put(item.name(), true);
    } else {
      surprises.add(item.name() + ": " + failure.getStatus());
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }
}
