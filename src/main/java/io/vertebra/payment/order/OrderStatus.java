package io.vertebra.payment.order;

import io.vertebra.payment.order.v1.OrderState;
import java.util.EnumSet;
import java.util.Set;

/** The states of an order, and which may follow which. */
enum OrderStatus {
  CREATED(OrderState.ORDER_STATE_CREATED),
  PENDING_PAYMENT(OrderState.ORDER_STATE_PENDING_PAYMENT),
  PAID(OrderState.ORDER_STATE_PAID),
  FAILED(OrderState.ORDER_STATE_FAILED),
  CANCELLED(OrderState.ORDER_STATE_CANCELLED);

  private final OrderState message;

  OrderStatus(OrderState message) {
    this.message = message;
  }

  /** Where an order may go from here; empty when the state is final. */
  Set<OrderStatus> next() {
    return switch (this) {
      case CREATED -> EnumSet.of(PENDING_PAYMENT, CANCELLED);
      case PENDING_PAYMENT -> EnumSet.of(PAID, FAILED, CANCELLED);
      case PAID, FAILED, CANCELLED -> EnumSet.noneOf(OrderStatus.class);
    };
  }

  OrderState toMessage() {
    return message;
  }
}
