package io.vertebra.payment.settlement;

import io.vertebra.payment.Contract;
import io.vertebra.payment.v1.ListSettledRequest;
import io.vertebra.payment.v1.ListSettledResponse;
import io.vertebra.payment.v1.PaymentDetails;
import java.util.List;

/**
 * How far one worker has read the payments of a run.
 *
 * @param run as it was last seen
 * @param fromMillis where the list that is being read begins
 * @param pageToken of the next page; empty for the first one
 */
record Listing(Run run, long fromMillis, String pageToken) {

  /** A list of what a run has not reached yet. */
  static Listing of(Run run) {
    return new Listing(run, run.reachedMillis(), "");
  }

  /** When the last payment of a page was settled; 0 when there is none. */
  static long lastMillis(List<PaymentDetails> page) {
    return page.isEmpty() ? 0 : Contract.millis(page.get(page.size() - 1).getUpdateTime());
  }

  /** What asks for the next page. */
  ListSettledRequest request(int pageSize) {
    return ListSettledRequest.newBuilder()
        .setVersion(Contract.VERSION)
        .setFromTime(Contract.timestamp(fromMillis))
        .setUntilTime(Contract.timestamp(run.day().endMillis()))
        .setPageSize(pageSize)
        .setPageToken(pageToken)
        .build();
  }

  /**
   * Where to read on once a page has been added. Somebody else may be further, so that two who
   * clear one day share the work.
   *
   * @param after the run with the page
   */
  Listing next(Run after, ListSettledResponse page) {
    boolean isAhead =
        page.getPaymentsCount() > 0 && after.reachedMillis() > lastMillis(page.getPaymentsList());
    return isAhead ? of(after) : new Listing(after, fromMillis, page.getNextPageToken());
  }
}
