/**
 * The {@code order} service: orders and the states they go through.
 *
 * <p>{@link io.vertebra.payment.order.OrderModule} wires it up, {@code OrderEndpoint} checks
 * requests, {@code Orders} does the work. Start reading at {@code OrderStatus}, the state machine.
 */
package io.vertebra.payment.order;
