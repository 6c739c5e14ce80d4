package io.vertebra.payment.order;

import io.vertebra.payment.Contract;
import io.vertebra.payment.order.v1.CreateRequest;
import io.vertebra.payment.order.v1.OrderDetails;
import io.vertebra.payment.type.v1.Money;
import java.util.Objects;

/**
 * An order as it is stored.
 *
 * @param paymentId null as long as no payment has it
 * @param revision grows by one with each change, from 1
 * @param createdAtMillis since 1970 UTC
 * @param updatedAtMillis since 1970 UTC
 */
record OrderRow(
    String orderId,
    String payerAccountId,
    String payeeAccountId,
    Money amount,
    String description,
    OrderStatus status,
    String paymentId,
    long revision,
    long createdAtMillis,
    long updatedAtMillis) {

  static OrderRow created(String orderId, CreateRequest request, long nowMillis) {
    return new OrderRow(
        orderId,
        request.getPayerAccountId(),
        request.getPayeeAccountId(),
        request.getAmount(),
        request.getDescription(),
        OrderStatus.CREATED,
        null,
        1,
        nowMillis,
        nowMillis);
  }

  /**
   * The order after a move; itself when the move is a repeat.
   *
   * @throws io.vertebra.rpc.RpcException ILLEGAL_TRANSITION, OTHER_PAYMENT or REVISION_CHANGED
   */
  OrderRow after(Move move, long nowMillis) {
    if (paymentId != null && !paymentId.equals(move.paymentId())) {
      throw Refusals.otherPayment(this);
    }
    if (status == move.to() && Objects.equals(paymentId, move.paymentId())) {
      return this;
    }
    if (move.expectedRevision().isPresent() && move.expectedRevision().getAsLong() != revision) {
      throw Refusals.revisionChanged(this, move.expectedRevision().getAsLong());
    }
    if (!status.next().contains(move.to())) {
      throw Refusals.illegalTransition(this, move.to());
    }
    return new OrderRow(
        orderId,
        payerAccountId,
        payeeAccountId,
        amount,
        description,
        move.to(),
        move.paymentId(),
        revision + 1,
        createdAtMillis,
        nowMillis);
  }

  OrderDetails toMessage() {
    OrderDetails.Builder message =
        OrderDetails.newBuilder()
            .setVersion(Contract.VERSION)
            .setOrderId(orderId)
            .setPayerAccountId(payerAccountId)
            .setPayeeAccountId(payeeAccountId)
            .setAmount(amount)
            .setDescription(description)
            .setState(status.toMessage())
            .setRevision(revision)
            .setCreateTime(Contract.timestamp(createdAtMillis))
            .setUpdateTime(Contract.timestamp(updatedAtMillis));
    if (paymentId != null) {
      message.setPaymentId(paymentId);
    }
    return message.build();
  }
}
