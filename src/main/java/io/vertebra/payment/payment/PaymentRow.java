package io.vertebra.payment.payment;

import io.vertebra.payment.Contract;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.payment.v1.PaymentFailure;
import io.vertebra.payment.v1.PaymentState;
import java.util.function.UnaryOperator;

/**
 * A payment as it is stored: what it is, and how far it has come.
 *
 * @param details as they will be told once it is over: the state may be ahead of {@code step}
 * @param payerName the name to check
 * @param step what is to be done next
 * @param revision grows by one whenever the row is written, from 1
 * @param attempts how often the step has ended in doubt, 0 or more
 */
record PaymentRow(
    PaymentDetails details, String payerName, Step step, long revision, int attempts) {

  private static final int MAX_MESSAGE_CHARS = 1000;

  String paymentId() {
    return details.getPaymentId();
  }

  boolean isOver() {
    return step == Step.DONE;
  }

  /** The payment with something that its step found out. */
  PaymentRow with(UnaryOperator<PaymentDetails.Builder> change) {
    PaymentDetails changed = change.apply(details.toBuilder()).build();
    return new PaymentRow(changed, payerName, step, revision, attempts);
  }

  /** The payment on its way to another step. */
  PaymentRow to(Step next) {
    return new PaymentRow(details, payerName, next, revision + 1, 0);
  }

  /** The payment that will not be made, for a reason. */
  PaymentRow refused(PaymentState state, String reason, String message) {
    String shown =
        message.length() <= MAX_MESSAGE_CHARS ? message : message.substring(0, MAX_MESSAGE_CHARS);
    return with(
        changed ->
            changed
                .setState(state)
                .setFailure(
                    PaymentFailure.newBuilder()
                        .setVersion(Contract.VERSION)
                        .setReason(reason)
                        .setMessage(shown)));
  }

  /** The same step for somebody else, or for another time. */
  PaymentRow withAttempts(int newAttempts) {
    return new PaymentRow(details, payerName, step, revision + 1, newAttempts);
  }

  /** What callers are told: PENDING until all is done. */
  PaymentDetails toMessage() {
    return isOver()
        ? details
        : details.toBuilder().setState(PaymentState.PAYMENT_STATE_PENDING).build();
  }
}
