package io.vertebra.payment.payment;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.vertebra.payment.Contract;
import io.vertebra.payment.RequestCheck;
import io.vertebra.payment.v1.GetRequest;
import io.vertebra.payment.v1.GetResponse;
import io.vertebra.payment.v1.ListSettledRequest;
import io.vertebra.payment.v1.ListSettledResponse;
import io.vertebra.payment.v1.PayRequest;
import io.vertebra.payment.v1.PayResponse;
import io.vertebra.payment.v1.PaymentService;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;

/** Checks requests, and hands them to {@link Payments}. */
final class PaymentEndpoint implements PaymentService {

  private final Payments payments;

  PaymentEndpoint(Payments payments) {
    this.payments = payments;
  }

  @Override
  public Future<PayResponse> pay(ServerCall call, PayRequest request) {
    try {
      check(request);
    } catch (RpcException refused) {
      return Future.failedFuture(refused);
    }
    return payments
        .pay(request)
        .map(
            payment ->
                PayResponse.newBuilder().setVersion(Contract.VERSION).setPayment(payment).build());
  }

  @Override
  public Future<GetResponse> get(ServerCall call, GetRequest request) {
    try {
      new RequestCheck().id("payment_id", request.getPaymentId()).orRefuse();
    } catch (RpcException refused) {
      return Future.failedFuture(refused);
    }
    return payments
        .get(request.getPaymentId())
        .map(
            payment ->
                GetResponse.newBuilder().setVersion(Contract.VERSION).setPayment(payment).build());
  }

  @Override
  public Future<ListSettledResponse> listSettled(ServerCall call, ListSettledRequest request) {
    try {
      check(request);
    } catch (RpcException refused) {
      return Future.failedFuture(refused);
    }
    return payments.listSettled(request);
  }

  private static void check(PayRequest request) {
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
        .name("payer_name", request.getPayerName())
        .text("description", request.getDescription())
        .orRefuse();
  }

  private static void check(ListSettledRequest request) {
    Timestamp from = request.getFromTime();
    Timestamp until = request.getUntilTime();
    new RequestCheck()
        .require(
            Timestamps.isValid(from) && from.getSeconds() >= 0,
            "from_time",
            shown(from),
            "1970 or later")
        .require(isLater(until, from), "until_time", shown(until), "later than from_time")
        .pageSize("page_size", request.getPageSize())
        .orRefuse();
  }

  private static boolean isLater(Timestamp time, Timestamp than) {
    boolean bothValid = Timestamps.isValid(time) && Timestamps.isValid(than);
    return bothValid && Timestamps.compare(time, than) > 0;
  }

  private static String shown(Timestamp time) {
    return Timestamps.isValid(time) ? Timestamps.toString(time) : "out of range";
  }
}
