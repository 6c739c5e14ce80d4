package io.vertebra.payment.settlement;

import io.vertebra.payment.Contract;
import io.vertebra.payment.settlement.v1.PositionsResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Passes positions to one client as fast as it reads, one page in memory at a time. Lives on the
 * context of its call.
 */
final class PositionStream {

  static final int PAGE_SIZE = 500;

  /** Where positions come from. */
  @FunctionalInterface
  interface Source {

    /**
     * Positions in a currency, by account, from after one on.
     *
     * @return up to {@value #PAGE_SIZE}; fewer when these are the last ones; on the caller's
     *     context
     */
    Future<List<NetPosition>> page(String currency, String afterAccountId);
  }

  private final Source source;
  private final WriteStream<PositionsResponse> client;
  private final Deque<String> currencies;
  private final Deque<NetPosition> page = new ArrayDeque<>(); // PAGE_SIZE at most
  private final Promise<Void> ended = Promise.promise();
  private String afterAccountId = "";
  private boolean isReading;

  /**
   * @param currencies which positions, in the order of the stream
   */
  PositionStream(Source source, WriteStream<PositionsResponse> client, List<String> currencies) {
    this.source = source;
    this.client = client;
    this.currencies = new ArrayDeque<>(currencies);
  }

  /** Begins; completes when the client has been given all, or {@link #stop} is called. */
  Future<Void> start() {
    client.drainHandler(drained -> flush());
    flush();
    return ended.future();
  }

  /** Nobody reads any more. */
  void stop() {
    ended.tryComplete();
  }

  private void flush() {
    while (!page.isEmpty() && !ended.future().isComplete() && !client.writeQueueFull()) {
      send(page.remove());
    }
    if (page.isEmpty() && !isReading && !ended.future().isComplete()) {
      readOn();
    }
  }

  private void send(NetPosition position) {
    client
        .write(
            PositionsResponse.newBuilder()
                .setVersion(Contract.VERSION)
                .setPosition(position.toMessage())
                .build())
        .onFailure(gone -> stop());
  }

  private void readOn() {
    if (currencies.isEmpty()) {
      ended.tryComplete();
      return;
    }
    isReading = true;
    source
        .page(currencies.element(), afterAccountId)
        .onSuccess(this::came)
        .onFailure(ended::tryFail);
  }

  private void came(List<NetPosition> positions) {
    isReading = false;
    page.addAll(positions);
    if (positions.size() < PAGE_SIZE) {
      currencies.remove();
      afterAccountId = "";
    } else {
      afterAccountId = page.getLast().accountId();
    }
    flush();
  }
}
