package io.vertebra.payment.order;

import io.vertebra.payment.Contract;
import io.vertebra.payment.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The statements on orders. No state; all methods work in the transaction they are given. */
final class OrderStore {

  /**
   * The order that a key created.
   *
   * @param fingerprint of the request that did
   */
  record Keyed(OrderRow order, byte[] fingerprint) {}

  private static final String COLUMNS =
      "order_id, payer_account_id, payee_account_id, amount, currency, description, state,"
          + " payment_id, revision, created_at_millis, updated_at_millis";

  /** Returns false when the key is taken. */
  boolean insert(Transaction transaction, OrderRow order, String key, byte[] fingerprint)
      throws SQLException {
    return transaction.insertIfAbsent(
        "INSERT INTO orders ("
            + COLUMNS
            + ", idempotency_key, fingerprint)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        order.orderId(),
        order.payerAccountId(),
        order.payeeAccountId(),
        order.amount().getMinorUnits(),
        order.amount().getCurrency(),
        order.description(),
        order.status().name(),
        order.paymentId(),
        order.revision(),
        order.createdAtMillis(),
        order.updatedAtMillis(),
        key,
        fingerprint);
  }

  Optional<Keyed> byKey(Transaction transaction, String key) throws SQLException {
    return transaction.first(
        "SELECT " + COLUMNS + ", fingerprint FROM orders WHERE idempotency_key = ?",
        row -> new Keyed(read(row), row.getBytes(12)),
        key);
  }

  Optional<OrderRow> byId(Transaction transaction, String orderId) throws SQLException {
    return transaction.first(
        "SELECT " + COLUMNS + " FROM orders WHERE order_id = ?", OrderStore::read, orderId);
  }

  /** Writes an order's new state unless it has changed since its revision before; then false. */
  boolean update(Transaction transaction, OrderRow order) throws SQLException {
    int changed =
        transaction.update(
            "UPDATE orders SET state = ?, payment_id = ?, revision = ?, updated_at_millis = ?"
                + " WHERE order_id = ? AND revision = ?",
            order.status().name(),
            order.paymentId(),
            order.revision(),
            order.updatedAtMillis(),
            order.orderId(),
            order.revision() - 1);
    return changed == 1;
  }

  /** Orders after an id, oldest first. */
  List<OrderRow> page(Transaction transaction, String afterId, int limit) throws SQLException {
    return transaction.all(
        "SELECT " + COLUMNS + " FROM orders WHERE order_id > ? ORDER BY order_id LIMIT ?",
        OrderStore::read,
        afterId,
        limit);
  }

  /** A payer's orders after an id, oldest first. */
  List<OrderRow> pageOfPayer(Transaction transaction, String payerId, String afterId, int limit)
      throws SQLException {
    return transaction.all(
        "SELECT "
            + COLUMNS
            + " FROM orders WHERE payer_account_id = ? AND order_id > ?"
            + " ORDER BY order_id LIMIT ?",
        OrderStore::read,
        payerId,
        afterId,
        limit);
  }

  private static OrderRow read(ResultSet row) throws SQLException {
    return new OrderRow(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        Contract.money(row.getLong(4), row.getString(5)),
        row.getString(6),
        OrderStatus.valueOf(row.getString(7)),
        row.getString(8),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11));
  }
}
