package io.vertebra.payment.payment;

import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a payment from step to step, each recorded before the next begins.
 *
 * <p>Safe for use from any thread; does its work on the context it is called on.
 */
final class Saga {

  private static final Logger LOG = LoggerFactory.getLogger(Saga.class);
  private static final Duration FIRST_DELAY = Duration.ofMillis(200);
  private static final int MAX_DOUBLINGS = 7; // about 26 s

  /** After so many ends in doubt of one step, half a minute or more, a person is told. */
  private static final int WARN_AT_ATTEMPT = 8;

  private final PaymentStore store;
  private final SagaSteps steps;
  private final BlockingWork blocking;
  private final Duration lease;

  Saga(PaymentStore store, SagaSteps steps, BlockingWork blocking, Duration lease) {
    this.store = store;
    this.steps = steps;
    this.blocking = blocking;
    this.lease = lease;
  }

  /**
   * Drives a payment that the caller holds the lease of.
   *
   * @return the payment as far as it came: over, or left to recovery because a step is in doubt or
   *     somebody else drives it. Fails only when the database does; the lease then runs out.
   */
  Future<PaymentRow> drive(PaymentRow payment) {
    if (payment.isOver()) {
      return Future.succeededFuture(payment);
    }
    return steps
        .perform(payment)
        .transform(
            (next, doubt) -> doubt == null ? advance(payment, next) : postpone(payment, doubt));
  }

  private Future<PaymentRow> advance(PaymentRow payment, PaymentRow next) {
    return blocking
        .run(() -> store.advance(next, lease))
        .compose(
            written ->
                written.isPresent() ? drive(written.get()) : Future.succeededFuture(payment));
  }

  private Future<PaymentRow> postpone(PaymentRow payment, Throwable doubt) {
    int attempts = payment.attempts() + 1;
    if (attempts == WARN_AT_ATTEMPT) {
      LOG.warn(
          "payment {}: {} is still in doubt after {} attempts: {}",
          payment.paymentId(),
          payment.step(),
          attempts,
          RpcException.from(doubt).status());
    } else {
      LOG.debug("payment {}: {} is in doubt", payment.paymentId(), payment.step(), doubt);
    }
    Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(payment.attempts(), MAX_DOUBLINGS));
    return blocking
        .run(() -> store.postpone(payment.withAttempts(attempts), delay))
        .map(written -> written.orElse(payment));
  }
}
