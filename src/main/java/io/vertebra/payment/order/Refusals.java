package io.vertebra.payment.order;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.Map;

/** What the order service refuses, each with the reason that its contract names. */
final class Refusals {

  static final String DOMAIN = "order.payment.vertebra.io";

  private Refusals() {}

  static RpcException orderNotFound(String orderId) {
    return RpcException.of(RpcCode.NOT_FOUND, orderId + ": no such order")
        .withInfo("ORDER_NOT_FOUND", DOMAIN, Map.of("order_id", orderId));
  }

  static RpcException illegalTransition(OrderRow order, OrderStatus to) {
    return RpcException.of(
            RpcCode.FAILED_PRECONDITION,
            order.orderId()
                + ": from "
                + order.status()
                + " to "
                + to
                + " (expected: to one of "
                + order.status().next()
                + ")")
        .withInfo(
            "ILLEGAL_TRANSITION",
            DOMAIN,
            Map.of("order_id", order.orderId(), "from", order.status().name(), "to", to.name()));
  }

  static RpcException otherPayment(OrderRow order) {
    return RpcException.of(
            RpcCode.FAILED_PRECONDITION,
            order.orderId() + ": belongs to another payment (expected: the one that started it)")
        .withInfo("OTHER_PAYMENT", DOMAIN, Map.of("order_id", order.orderId()));
  }

  static RpcException revisionChanged(OrderRow order, long expected) {
    return RpcException.of(
            RpcCode.ABORTED,
            "expected_revision: " + expected + " (expected: " + order.revision() + ")")
        .withInfo(
            "REVISION_CHANGED",
            DOMAIN,
            Map.of("order_id", order.orderId(), "revision", Long.toString(order.revision())));
  }

  static RpcException keyReused(String key) {
    return RpcException.of(
            RpcCode.ALREADY_EXISTS,
            "idempotency_key: "
                + key
                + " (expected: a new key, this one was used for another request)")
        .withInfo("IDEMPOTENCY_KEY_REUSED", DOMAIN, Map.of("idempotency_key", key));
  }
}
