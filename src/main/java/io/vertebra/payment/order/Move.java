package io.vertebra.payment.order;

import java.util.OptionalLong;

/**
 * A change of an order's state that somebody asks for.
 *
 * @param paymentId the payment that asks; null when nobody's
 * @param expectedRevision the revision it was decided on; empty when any will do
 */
record Move(String orderId, OrderStatus to, String paymentId, OptionalLong expectedRevision) {}
