package io.vertebra.payment.payment;

import io.vertebra.payment.Contract;
import io.vertebra.payment.Fingerprint;
import io.vertebra.payment.Ids;
import io.vertebra.payment.v1.ListSettledRequest;
import io.vertebra.payment.v1.ListSettledResponse;
import io.vertebra.payment.v1.PayRequest;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.payment.v1.PaymentState;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.CallContext;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Begins payments, each key's once, and finds them again.
 *
 * <p>Requests have been checked. Safe for use from any thread.
 */
final class Payments {

  private static final long FIRST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(160);

  /** What is left of a caller's deadline for the answer to reach it. */
  private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final PaymentStore store;
  private final SettledList settled;
  private final Saga saga;
  private final BlockingWork blocking;
  private final Ids ids;
  private final TimeSource time;
  private final PaymentConfig config;

  Payments(
      PaymentStore store,
      Saga saga,
      BlockingWork blocking,
      Ids ids,
      TimeSource time,
      PaymentConfig config) {
    this.store = store;
    this.settled = new SettledList(store);
    this.saga = saga;
    this.blocking = blocking;
    this.ids = ids;
    this.time = time;
    this.config = config;
  }

  /** Makes a payment, or finds the one its key stands for; waits for its end as configured. */
  Future<PaymentDetails> pay(PayRequest request) {
    long untilNanos = answerUntil();
    byte[] fingerprint = Fingerprint.of(request);
    return blocking
        .run(
            () ->
                store.begin(
                    created(request), request.getIdempotencyKey(), fingerprint, config.lease()))
        .compose(begun -> drive(begun, request.getIdempotencyKey(), fingerprint))
        .compose(payment -> awaitEnd(payment, FIRST_LOOK_NANOS, untilNanos))
        .map(PaymentRow::toMessage);
  }

  Future<PaymentDetails> get(String paymentId) {
    return read(paymentId).map(PaymentRow::toMessage);
  }

  Future<ListSettledResponse> listSettled(ListSettledRequest request) {
    return blocking.run(() -> settled.page(request));
  }

  private Future<PaymentRow> drive(PaymentStore.Begun begun, String key, byte[] fingerprint) {
    if (begun.isNew()) {
      return saga.drive(begun.payment());
    }
    return Arrays.equals(begun.fingerprint(), fingerprint)
        ? Future.succeededFuture(begun.payment())
        : Future.failedFuture(Refusals.keyReused(key));
  }

  /** Looks again and again at a payment that somebody else drives, until it is over or time is. */
  private Future<PaymentRow> awaitEnd(PaymentRow payment, long waitNanos, long untilNanos) {
    boolean tooLate = time.nanos() + waitNanos - untilNanos > 0;
    if (payment.isOver() || tooLate || CallContext.current().isEnded()) {
      return Future.succeededFuture(payment);
    }
    long nextNanos = Math.min(waitNanos * 2, LONGEST_WAIT_NANOS);
    return after(waitNanos)
        .compose(waited -> read(payment.paymentId()))
        .compose(later -> awaitEnd(later, nextNanos, untilNanos));
  }

  private Future<Void> after(long nanos) {
    Promise<Void> promise = Promise.promise();
    time.schedule(nanos, promise::complete);
    return promise.future();
  }

  private Future<PaymentRow> read(String paymentId) {
    return blocking.run(
        () -> store.byId(paymentId).orElseThrow(() -> Refusals.paymentNotFound(paymentId)));
  }

  private long answerUntil() {
    long configured = time.nanos() + config.answerWithin().toNanos();
    return CallContext.current()
        .deadline()
        .map(deadline -> time.nanos() + deadline.remainingNanos() - ANSWER_NANOS)
        .filter(asked -> asked - configured < 0)
        .orElse(configured);
  }

  private PaymentRow created(PayRequest request) {
    long nowMillis = time.now().toEpochMilli();
    PaymentDetails details =
        PaymentDetails.newBuilder()
            .setVersion(Contract.VERSION)
            .setPaymentId(ids.next("pay"))
            .setPayerAccountId(request.getPayerAccountId())
            .setPayeeAccountId(request.getPayeeAccountId())
            .setAmount(request.getAmount())
            .setDescription(request.getDescription())
            .setState(PaymentState.PAYMENT_STATE_PENDING)
            .setCreateTime(Contract.timestamp(nowMillis))
            .setUpdateTime(Contract.timestamp(nowMillis))
            .build();
    return new PaymentRow(details, request.getPayerName(), Step.CHECK_NAME, 1, 0);
  }
}
