package io.vertebra.payment.payment;

import io.vertebra.payment.Contract;
import io.vertebra.payment.account.v1.ConfirmRequest;
import io.vertebra.payment.account.v1.ReserveRequest;
import io.vertebra.payment.account.v1.VerifyHolderRequest;
import io.vertebra.payment.order.v1.CancelRequest;
import io.vertebra.payment.order.v1.CreateRequest;
import io.vertebra.payment.order.v1.MarkFailedRequest;
import io.vertebra.payment.order.v1.MarkPaidRequest;
import io.vertebra.payment.order.v1.StartPaymentRequest;
import io.vertebra.payment.risk.v1.AssessRequest;

/** What a payment asks of the other services: for the same payment always the same. */
final class StepRequests {

  private StepRequests() {}

  static VerifyHolderRequest verifyHolder(PaymentRow payment) {
    return VerifyHolderRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setAccountId(payment.details().getPayerAccountId())
        .setName(payment.payerName())
        .build();
  }

  static CreateRequest createOrder(PaymentRow payment) {
    return CreateRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setIdempotencyKey(key(payment, "order"))
        .setPayerAccountId(payment.details().getPayerAccountId())
        .setPayeeAccountId(payment.details().getPayeeAccountId())
        .setAmount(payment.details().getAmount())
        .setDescription(payment.details().getDescription())
        .build();
  }

  static StartPaymentRequest startOrder(PaymentRow payment) {
    return StartPaymentRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setOrderId(payment.details().getOrderId())
        .setPaymentId(payment.paymentId())
        .build();
  }

  static AssessRequest assessRisk(PaymentRow payment) {
    return AssessRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setAssessmentId(payment.paymentId())
        .setPayerAccountId(payment.details().getPayerAccountId())
        .setPayeeAccountId(payment.details().getPayeeAccountId())
        .setAmount(payment.details().getAmount())
        .build();
  }

  static ReserveRequest reserve(PaymentRow payment) {
    return ReserveRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setIdempotencyKey(key(payment, "reserve"))
        .setPayerAccountId(payment.details().getPayerAccountId())
        .setPayeeAccountId(payment.details().getPayeeAccountId())
        .setAmount(payment.details().getAmount())
        .build();
  }

  static ConfirmRequest confirm(PaymentRow payment) {
    return ConfirmRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setIdempotencyKey(key(payment, "confirm"))
        .setReservationId(payment.details().getReservationId())
        .build();
  }

  static io.vertebra.payment.account.v1.CancelRequest cancelReservation(PaymentRow payment) {
    return io.vertebra.payment.account.v1.CancelRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setIdempotencyKey(key(payment, "cancel"))
        .setReservationId(payment.details().getReservationId())
        .build();
  }

  static MarkPaidRequest markPaid(PaymentRow payment) {
    return MarkPaidRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setOrderId(payment.details().getOrderId())
        .setPaymentId(payment.paymentId())
        .build();
  }

  static MarkFailedRequest markFailed(PaymentRow payment) {
    return MarkFailedRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setOrderId(payment.details().getOrderId())
        .setPaymentId(payment.paymentId())
        .build();
  }

  static CancelRequest cancelOrder(PaymentRow payment) {
    return CancelRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setOrderId(payment.details().getOrderId())
        .setPaymentId(payment.paymentId())
        .build();
  }

  /** The key of a step: the same whenever it is done again. */
  private static String key(PaymentRow payment, String step) {
    return payment.paymentId() + '.' + step;
  }
}
