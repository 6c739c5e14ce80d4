package io.vertebra.payment.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertebra.payment.order.v1.CreateRequest;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderRowTest {

  private static final Map<OrderStatus, Set<OrderStatus>> LEGAL =
      Map.of(
          OrderStatus.CREATED, Set.of(OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED),
          OrderStatus.PENDING_PAYMENT,
              Set.of(OrderStatus.PAID, OrderStatus.FAILED, OrderStatus.CANCELLED),
          OrderStatus.PAID, Set.of(),
          OrderStatus.FAILED, Set.of(),
          OrderStatus.CANCELLED, Set.of());

  private static OrderRow in(OrderStatus status) {
    OrderRow created = OrderRow.created("ord-1", CreateRequest.getDefaultInstance(), 1);
    return switch (status) {
      case CREATED -> created;
      case PENDING_PAYMENT, CANCELLED -> created.after(move(status), 2);
      case PAID, FAILED -> in(OrderStatus.PENDING_PAYMENT).after(move(status), 3);
    };
  }

  private static Move move(OrderStatus to) {
    return new Move("ord-1", to, "pay-1", OptionalLong.empty());
  }

  private static RpcException refusal(OrderRow order, Move move) {
    return catchThrowableOfType(RpcException.class, () -> order.after(move, 9));
  }

  @ParameterizedTest
  @EnumSource
  void movesAsItMayAndNotOtherwise(OrderStatus from) {
    for (OrderStatus to : OrderStatus.values()) {
      OrderRow order = in(from);
      if (LEGAL.get(from).contains(to)) {
        OrderRow moved = order.after(move(to), 9);
        assertThat(moved.status()).isEqualTo(to);
        assertThat(moved.revision()).isEqualTo(order.revision() + 1);
        assertThat(moved.updatedAtMillis()).isEqualTo(9);
      } else if (from == to && from != OrderStatus.CREATED) {
        assertThat(order.after(move(to), 9)).isSameAs(order);
      } else {
        RpcException refused = refusal(order, move(to));
        assertThat(refused.code()).isEqualTo(RpcCode.FAILED_PRECONDITION);
        assertThat(refused.info().orElseThrow().getReason()).isEqualTo("ILLEGAL_TRANSITION");
        assertThat(refused.info().orElseThrow().getMetadataMap())
            .containsEntry("from", from.name())
            .containsEntry("to", to.name())
            .containsEntry("order_id", "ord-1");
      }
    }
  }

  @Test
  void belongsToThePaymentThatStartedIt() {
    Move other = new Move("ord-1", OrderStatus.PAID, "pay-2", OptionalLong.empty());
    Move nobody = new Move("ord-1", OrderStatus.CANCELLED, null, OptionalLong.empty());

    assertThat(refusal(in(OrderStatus.PENDING_PAYMENT), other).info().orElseThrow().getReason())
        .isEqualTo("OTHER_PAYMENT");
    assertThat(refusal(in(OrderStatus.PENDING_PAYMENT), nobody).info().orElseThrow().getReason())
        .isEqualTo("OTHER_PAYMENT");
  }

  @Test
  void refusesAMoveThatWasDecidedOnAnOlderRevision() {
    OrderRow order = in(OrderStatus.PENDING_PAYMENT);
    Move late = new Move("ord-1", OrderStatus.PAID, "pay-1", OptionalLong.of(1));
    Move right = new Move("ord-1", OrderStatus.PAID, "pay-1", OptionalLong.of(2));

    assertThat(refusal(order, late).code()).isEqualTo(RpcCode.ABORTED);
    assertThat(order.after(right, 9).status()).isEqualTo(OrderStatus.PAID);
  }
}
