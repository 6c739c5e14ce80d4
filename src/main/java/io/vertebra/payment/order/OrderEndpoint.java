package io.vertebra.payment.order;

import io.vertebra.payment.Contract;
import io.vertebra.payment.RequestCheck;
import io.vertebra.payment.order.v1.CancelRequest;
import io.vertebra.payment.order.v1.CancelResponse;
import io.vertebra.payment.order.v1.CreateRequest;
import io.vertebra.payment.order.v1.CreateResponse;
import io.vertebra.payment.order.v1.GetRequest;
import io.vertebra.payment.order.v1.GetResponse;
import io.vertebra.payment.order.v1.ListRequest;
import io.vertebra.payment.order.v1.ListResponse;
import io.vertebra.payment.order.v1.MarkFailedRequest;
import io.vertebra.payment.order.v1.MarkFailedResponse;
import io.vertebra.payment.order.v1.MarkPaidRequest;
import io.vertebra.payment.order.v1.MarkPaidResponse;
import io.vertebra.payment.order.v1.OrderDetails;
import io.vertebra.payment.order.v1.OrderService;
import io.vertebra.payment.order.v1.StartPaymentRequest;
import io.vertebra.payment.order.v1.StartPaymentResponse;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;
import java.util.OptionalLong;

/** Checks requests, and hands them to {@link Orders} off the event loop. */
final class OrderEndpoint implements OrderService {

  private final Orders orders;
  private final BlockingWork blocking;

  OrderEndpoint(Orders orders, BlockingWork blocking) {
    this.orders = orders;
    this.blocking = blocking;
  }

  @Override
  public Future<CreateResponse> create(ServerCall call, CreateRequest request) {
    return blocking
        .run(
            () -> {
              check(request);
              return orders.create(request).toMessage();
            })
        .map(
            order ->
                CreateResponse.newBuilder().setVersion(Contract.VERSION).setOrder(order).build());
  }

  @Override
  public Future<GetResponse> get(ServerCall call, GetRequest request) {
    return blocking
        .run(
            () -> {
              new RequestCheck().id("order_id", request.getOrderId()).orRefuse();
              return orders.get(request.getOrderId()).toMessage();
            })
        .map(
            order -> GetResponse.newBuilder().setVersion(Contract.VERSION).setOrder(order).build());
  }

  @Override
  public Future<ListResponse> list(ServerCall call, ListRequest request) {
    return blocking.run(
        () -> {
          check(request);
          return orders.list(request);
        });
  }

  @Override
  public Future<StartPaymentResponse> startPayment(ServerCall call, StartPaymentRequest request) {
    return move(new Move(
            request.getOrderId(),
            OrderStatus.PENDING_PAYMENT,
            request.getPaymentId(),
            expected(request.hasExpectedRevision(), request.getExpectedRevision())))
        .map(
            order ->
                StartPaymentResponse.newBuilder()
                    .setVersion(Contract.VERSION)
                    .setOrder(order)
                    .build());
  }

  @Override
  public Future<MarkPaidResponse> markPaid(ServerCall call, MarkPaidRequest request) {
    return move(new Move(
            request.getOrderId(),
            OrderStatus.PAID,
            request.getPaymentId(),
            expected(request.hasExpectedRevision(), request.getExpectedRevision())))
        .map(
            order ->
                MarkPaidResponse.newBuilder().setVersion(Contract.VERSION).setOrder(order).build());
  }

  @Override
  public Future<MarkFailedResponse> markFailed(ServerCall call, MarkFailedRequest request) {
    return move(new Move(
            request.getOrderId(),
            OrderStatus.FAILED,
            request.getPaymentId(),
            expected(request.hasExpectedRevision(), request.getExpectedRevision())))
        .map(
            order ->
                MarkFailedResponse.newBuilder()
                    .setVersion(Contract.VERSION)
                    .setOrder(order)
                    .build());
  }

  @Override
  public Future<CancelResponse> cancel(ServerCall call, CancelRequest request) {
    return move(new Move(
            request.getOrderId(),
            OrderStatus.CANCELLED,
            request.hasPaymentId() ? request.getPaymentId() : null,
            expected(request.hasExpectedRevision(), request.getExpectedRevision())))
        .map(
            order ->
                CancelResponse.newBuilder().setVersion(Contract.VERSION).setOrder(order).build());
  }

  private Future<OrderDetails> move(Move move) {
    return blocking.run(
        () -> {
          RequestCheck check = new RequestCheck().id("order_id", move.orderId());
          if (move.paymentId() != null) {
            check.id("payment_id", move.paymentId());
          }
          check.orRefuse();
          return orders.move(move).toMessage();
        });
  }

  private static OptionalLong expected(boolean given, long revision) {
    return given ? OptionalLong.of(revision) : OptionalLong.empty();
  }

  private static void check(CreateRequest request) {
    new RequestCheck()
        .key("idempotency_key", request.getIdempotencyKey())
        .id("payer_account_id", request.getPayerAccountId())
        .id("payee_account_id", request.getPayeeAccountId())
        .distinct(
            "payee_account_id",
            request.getPayeeAccountId(),
            "payer_account_id",
            request.getPayerAccountId())
        .positive("amount", request.getAmount())
        .text("description", request.getDescription())
        .orRefuse();
  }

  private static void check(ListRequest request) {
    RequestCheck check = new RequestCheck().pageSize("page_size", request.getPageSize());
    if (request.hasPayerAccountId()) {
      check.id("payer_account_id", request.getPayerAccountId());
    }
    check.orRefuse();
  }
}
