package io.vertebra.payment.payment;

import io.vertebra.payment.Contract;
import io.vertebra.payment.PageToken;
import io.vertebra.payment.RequestCheck;
import io.vertebra.payment.v1.ListSettledRequest;
import io.vertebra.payment.v1.ListSettledResponse;
import io.vertebra.payment.v1.PaymentDetails;
import java.util.List;

/** The list of settled payments, page by page. Blocks. Safe for use from any thread. */
final class SettledList {

  private final PaymentStore store;

  SettledList(PaymentStore store) {
    this.store = store;
  }

  /** The page that a checked request asks for; fails as the contract says when its token is bad. */
  ListSettledResponse page(ListSettledRequest request) {
    long fromMillis = Contract.millis(request.getFromTime());
    long untilMillis = Contract.millis(request.getUntilTime());
    String filter = fromMillis + "-" + untilMillis;
    SettledPlace first = new SettledPlace(fromMillis, "");
    SettledPlace after =
        PageToken.after(request.getPageToken(), filter, first, SettledPlace::parse);
    int size = RequestCheck.pageSize(request.getPageSize());
    List<PaymentDetails> found =
        store.settled(after, untilMillis, size + 1).stream().map(PaymentRow::details).toList();
    List<PaymentDetails> page = found.subList(0, Math.min(size, found.size()));
    ListSettledResponse.Builder response =
        ListSettledResponse.newBuilder().setVersion(Contract.VERSION).addAllPayments(page);
    if (found.size() > size) {
      response.setNextPageToken(PageToken.of(place(page.get(size - 1)).toString(), filter));
    }
    return response.build();
  }

  private static SettledPlace place(PaymentDetails payment) {
    return new SettledPlace(Contract.millis(payment.getUpdateTime()), payment.getPaymentId());
  }
}
