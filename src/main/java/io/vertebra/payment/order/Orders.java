package io.vertebra.payment.order;

import io.vertebra.payment.Contract;
import io.vertebra.payment.Database;
import io.vertebra.payment.Fingerprint;
import io.vertebra.payment.Ids;
import io.vertebra.payment.PageToken;
import io.vertebra.payment.RequestCheck;
import io.vertebra.payment.Transaction;
import io.vertebra.payment.order.v1.CreateRequest;
import io.vertebra.payment.order.v1.ListRequest;
import io.vertebra.payment.order.v1.ListResponse;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.TimeSource;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The orders.
 *
 * <p>Requests have been checked. Every method blocks, runs in one transaction, and fails with the
 * {@code RpcException} its contract names. Safe for use from any thread: a change is written only
 * over the revision it was worked out from.
 */
final class Orders {

  /** How often a move is worked out again when others change the order meanwhile. */
  private static final int MAX_ATTEMPTS = 10;

  private final Database database;
  private final Ids ids;
  private final TimeSource time;
  private final OrderStore store = new OrderStore();

  Orders(Database database, Ids ids, TimeSource time) {
    this.database = database;
    this.ids = ids;
    this.time = time;
  }

  OrderRow create(CreateRequest request) {
    return database.transact(transaction -> create(transaction, request));
  }

  OrderRow get(String orderId) {
    return database.read(transaction -> order(transaction, orderId));
  }

  OrderRow move(Move move) {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Optional<OrderRow> moved = database.transact(transaction -> tryMove(transaction, move));
      if (moved.isPresent()) {
        return moved.get();
      }
    }
    throw RpcException.of(RpcCode.ABORTED, move.orderId() + ": too many changes at a time");
  }

  ListResponse list(ListRequest request) {
    String filter = request.hasPayerAccountId() ? request.getPayerAccountId() : "";
    String afterId = PageToken.after(request.getPageToken(), filter, "", Optional::of);
    int size = RequestCheck.pageSize(request.getPageSize());
    List<OrderRow> rows =
        database.read(
            transaction ->
                request.hasPayerAccountId()
                    ? store.pageOfPayer(transaction, filter, afterId, size + 1)
                    : store.page(transaction, afterId, size + 1));
    List<OrderRow> page = rows.subList(0, Math.min(size, rows.size()));
    ListResponse.Builder response = ListResponse.newBuilder().setVersion(Contract.VERSION);
    page.forEach(order -> response.addOrders(order.toMessage()));
    if (rows.size() > size) {
      response.setNextPageToken(PageToken.of(page.get(size - 1).orderId(), filter));
    }
    return response.build();
  }

  private OrderRow create(Transaction transaction, CreateRequest request) throws SQLException {
    String key = request.getIdempotencyKey();
    byte[] fingerprint = Fingerprint.of(request);
    OrderRow order = OrderRow.created(ids.next("ord"), request, nowMillis());
    if (store.insert(transaction, order, key, fingerprint)) {
      return order;
    }
    OrderStore.Keyed first =
        store
            .byKey(transaction, key)
            .orElseThrow(() -> new IllegalStateException(key + ": taken, and yet not there"));
    if (!Arrays.equals(first.fingerprint(), fingerprint)) {
      throw Refusals.keyReused(key);
    }
    return first.order();
  }

  /** Empty when somebody else changed the order between reading and writing it. */
  private Optional<OrderRow> tryMove(Transaction transaction, Move move) throws SQLException {
    OrderRow before = order(transaction, move.orderId());
    OrderRow after = before.after(move, nowMillis());
    boolean written = after == before || store.update(transaction, after);
    return written ? Optional.of(after) : Optional.empty();
  }

  private OrderRow order(Transaction transaction, String orderId) throws SQLException {
    return store.byId(transaction, orderId).orElseThrow(() -> Refusals.orderNotFound(orderId));
  }

  private long nowMillis() {
    return time.now().toEpochMilli();
  }
}
