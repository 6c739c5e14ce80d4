package io.vertebra.payment.settlement;

import io.vertebra.payment.Contract;
import io.vertebra.payment.v1.GetRequest;
import io.vertebra.payment.v1.GetResponse;
import io.vertebra.payment.v1.ListSettledRequest;
import io.vertebra.payment.v1.ListSettledResponse;
import io.vertebra.payment.v1.PayRequest;
import io.vertebra.payment.v1.PayResponse;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.payment.v1.PaymentService;
import io.vertebra.payment.v1.PaymentState;
import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.rpc.ServerCall;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/** A payment service whose settled payments a test makes, at any time of any day. */
final class FakePayments implements PaymentService, ServiceModule {

  /** What {@code ListSettled} was asked, in order. */
  final List<ListSettledRequest> asked = new CopyOnWriteArrayList<>();

  /** What becomes of the n-th call, from 1: it goes on once this has succeeded. */
  volatile IntFunction<Future<Void>> before = call -> Future.succeededFuture();

  private final ConcurrentSkipListSet<PaymentDetails> payments =
      new ConcurrentSkipListSet<>(Comparator.comparing(FakePayments::place));

  /** Makes a payment, in an order that has nothing to do with time. */
  void settled(String id, String time, String payer, String payee, long amount, String currency) {
    payments.add(
        PaymentDetails.newBuilder()
            .setPaymentId(id)
            .setPayerAccountId(payer)
            .setPayeeAccountId(payee)
            .setAmount(Contract.money(amount, currency))
            .setState(PaymentState.PAYMENT_STATE_SETTLED)
            .setUpdateTime(Contract.timestamp(Instant.parse(time).toEpochMilli()))
            .build());
  }

  @Override
  public Future<ListSettledResponse> listSettled(ServerCall call, ListSettledRequest request) {
    asked.add(request);
    return before.apply(asked.size()).map(ready -> page(request));
  }

  private ListSettledResponse page(ListSettledRequest request) {
    String from = place(Contract.millis(request.getFromTime()), "");
    String until = place(Contract.millis(request.getUntilTime()), "");
    List<PaymentDetails> page = new ArrayList<>();
    for (PaymentDetails payment : payments) {
      String place = place(payment);
      boolean isAsked = place.compareTo(from) >= 0 && place.compareTo(until) < 0;
      if (isAsked && place.compareTo(request.getPageToken()) > 0) {
        page.add(payment);
      }
      if (page.size() > request.getPageSize()) {
        break;
      }
    }
    ListSettledResponse.Builder response = ListSettledResponse.newBuilder();
    page.stream().limit(request.getPageSize()).forEach(response::addPayments);
    if (page.size() > request.getPageSize()) {
      response.setNextPageToken(place(page.get(request.getPageSize() - 1)));
    }
    return response.build();
  }

  private static String place(PaymentDetails payment) {
    return place(Contract.millis(payment.getUpdateTime()), payment.getPaymentId());
  }

  private static String place(long millis, String id) {
    return String.format("%015d:%s", millis, id);
  }

  @Override
  public Future<PayResponse> pay(ServerCall call, PayRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<GetResponse> get(ServerCall call, GetRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String name() {
    return "payment";
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture(List.of(binding()));
  }

  @Override
  public Future<Void> stop() {
    return Future.succeededFuture();
  }
}
