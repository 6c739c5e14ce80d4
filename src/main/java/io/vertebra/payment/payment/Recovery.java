package io.vertebra.payment.payment;

import io.vertebra.rpc.BlockingWork;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds payments that nobody drives, because their worker was killed or a step was in doubt, and
 * drives them to their end.
 *
 * <p>Looks at the start and then at intervals. A service that cannot be reached delays a payment,
 * with growing pauses, and never the start. Started and stopped on one context.
 */
final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /** Payments driven at a time; the others wait for the next look. */
  private static final int BATCH = 64;

  private final PaymentStore store;
  private final Saga saga;
  private final BlockingWork blocking;
  private final TimeSource time;
  private final PaymentConfig config;
  private TimeSource.Scheduled next;
  private Future<Void> sweeping = Future.succeededFuture();
  private boolean stopped;

  Recovery(
      PaymentStore store, Saga saga, BlockingWork blocking, TimeSource time, PaymentConfig config) {
    this.store = store;
    this.saga = saga;
    this.blocking = blocking;
    this.time = time;
    this.config = config;
  }

  /** Begins to look, now and at intervals. */
  void start() {
    sweeping = sweep().transform((done, failure) -> scheduleNext(failure));
  }

  /** Ends when the payments it is driving have come as far as they can. */
  Future<Void> stop() {
    stopped = true;
    if (next != null) {
      next.cancel();
    }
    return sweeping;
  }

  /** Looks once. Ends when every payment found has been driven as far as it goes. */
  Future<Void> sweep() {
    return blocking
        .run(() -> store.due(BATCH))
        .compose(found -> Future.join(found.stream().map(this::recover).toList()))
        .mapEmpty();
  }

  private Future<Void> scheduleNext(Throwable failure) {
    if (failure != null) {
      LOG.warn("payments that nobody drives could not be looked for", failure);
    }
    if (!stopped) {
      next = time.schedule(config.sweepInterval().toNanos(), this::start);
    }
    return Future.succeededFuture();
  }

  private Future<Void> recover(PaymentRow payment) {
    return blocking
        .run(() -> store.postpone(payment.withAttempts(payment.attempts()), config.lease()))
        .compose(
            claimed ->
                claimed.isPresent()
                    ? saga.drive(claimed.get()).onSuccess(Recovery::report).mapEmpty()
                    : Future.succeededFuture());
  }

  private static void report(PaymentRow payment) {
    if (payment.isOver()) {
      LOG.info(
          "payment {}: recovered, {}", payment.paymentId(), payment.details().getState().name());
    }
  }
}
