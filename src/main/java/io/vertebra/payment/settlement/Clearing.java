package io.vertebra.payment.settlement;

import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.payment.v1.ListSettledResponse;
import io.vertebra.payment.v1.PaymentClient;
import io.vertebra.rpc.BlockingWork;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;

/**
 * Clears days: reads the settled payments from the payment service, page by page, and adds each
 * page to the run in a transaction.
 *
 * <p>Safe for use from any thread; does its work on the context it is called on. A call that fails
 * leaves the run as far as it came, and the next one goes on from there.
 */
final class Clearing {

  private final Settlements settlements;
  private final PaymentClient payments;
  private final BlockingWork blocking;
  private final int pageSize;
  private volatile boolean stopped;

  Clearing(
      Settlements settlements, Channel channel, BlockingWork blocking, SettlementConfig config) {
    this.settlements = settlements;
    this.payments =
        new PaymentClient(channel, CallOptions.DEFAULT.withTimeout(config.callTimeout()));
    this.blocking = blocking;
    this.pageSize = config.pageSize();
  }

  /** Clears a day, after an earlier one that was left OPEN. Fails as Clear of the contract does. */
  Future<Run> clear(Day day) {
    return blocking
        .run(() -> settlements.begin(day))
        .compose(this::finish)
        .compose(run -> run.day().equals(day) ? Future.succeededFuture(run) : clear(day));
  }

  /**
   * Finishes a run that is OPEN, and clears a day unless it, or a later one, has been cleared.
   *
   * @return what was cleared last; empty when there was nothing to do
   */
  Future<Optional<Run>> catchUp(Day day) {
    return blocking.run(settlements::last).compose(last -> catchUp(last, day));
  }

  /** Ends what is being done after the page that it is at, with UNAVAILABLE. */
  void stop() {
    stopped = true;
  }

  private Future<Optional<Run>> catchUp(Optional<Run> last, Day day) {
    boolean isBehind = last.isEmpty() || last.get().day().compareTo(day) < 0;
    if (isBehind) {
      return clear(day).map(Optional::of);
    }
    return last.get().isCleared()
        ? Future.succeededFuture(Optional.empty())
        : finish(last.get()).map(Optional::of);
  }

  private Future<Run> finish(Run run) {
    Promise<Run> done = Promise.promise();
    readOn(Listing.of(run), done);
    return done.future();
  }

  /** A loop over pages; not a chain of futures, which would grow with their number. */
  private void readOn(Listing listing, Promise<Run> done) {
    if (listing.run().isCleared()) {
      done.complete(listing.run());
    } else if (stopped) {
      done.fail(Refusals.stopping());
    } else {
      payments
          .listSettled(listing.request(pageSize))
          .compose(page -> add(listing, page))
          .onSuccess(next -> readOn(next, done))
          .onFailure(done::fail);
    }
  }

  private Future<Listing> add(Listing listing, ListSettledResponse page) {
    boolean isLast = page.getNextPageToken().isEmpty();
    return blocking
        .run(() -> settlements.add(listing.run().day(), page.getPaymentsList(), isLast))
        .map(after -> listing.next(after, page));
  }
}
