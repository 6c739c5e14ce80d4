package io.vertebra.payment.payment;

import io.vertebra.payment.Contract;
import io.vertebra.payment.Database;
import io.vertebra.payment.Transaction;
import io.vertebra.payment.risk.v1.RiskDecision;
import io.vertebra.payment.v1.NameCheck;
import io.vertebra.payment.v1.PaymentDetails;
import io.vertebra.payment.v1.PaymentFailure;
import io.vertebra.payment.v1.PaymentRisk;
import io.vertebra.payment.v1.PaymentState;
import io.vertebra.time.TimeSource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The table of payments. All methods block, each in a transaction of its own. Safe for use from any
 * thread.
 */
final class PaymentStore {

  /**
   * A payment and how its key was first used.
   *
   * @param isNew whether this call made it
   */
  record Begun(PaymentRow payment, byte[] fingerprint, boolean isNew) {}

  private static final String COLUMNS =
      "payment_id, payer_account_id, payee_account_id, payer_name, amount, currency, description,"
          + " step, state, name_check, order_id, risk_decision, risk_score, reservation_id,"
          + " failure_reason, failure_message, revision, attempts, created_at_millis,"
          + " updated_at_millis";

  private final Database database;
  private final TimeSource time;

  PaymentStore(Database database, TimeSource time) {
    this.database = database;
    this.time = time;
  }

  /** Stores a new payment, its worker's lease running, unless its key is taken. */
  Begun begin(PaymentRow payment, String key, byte[] fingerprint, Duration lease) {
    return database.transact(
        transaction -> {
          if (insert(transaction, payment, key, fingerprint, lease)) {
            log(transaction, payment);
            return new Begun(payment, fingerprint, true);
          }
          return transaction
              .first(
                  "SELECT " + COLUMNS + ", fingerprint FROM payment WHERE idempotency_key = ?",
                  row -> new Begun(read(row), row.getBytes(21), false),
                  key)
              .orElseThrow(() -> new IllegalStateException(key + ": taken, and yet not there"));
        });
  }

  Optional<PaymentRow> byId(String paymentId) {
    return database.read(
        transaction ->
            transaction.first(
                "SELECT " + COLUMNS + " FROM payment WHERE payment_id = ?",
                PaymentStore::read,
                paymentId));
  }

  /**
   * Records that a step is done.
   *
   * @param after of the revision after the one that was read
   * @return the payment as stored; empty when somebody else wrote it meanwhile
   */
  Optional<PaymentRow> advance(PaymentRow after, Duration lease) {
    PaymentRow stamped = stamped(after);
    Long dueAtMillis = after.isOver() ? null : Long.valueOf(dueIn(lease));
    return database.transact(
        transaction -> {
          if (!update(transaction, stamped, dueAtMillis)) {
            return Optional.empty();
          }
          log(transaction, stamped);
          return Optional.of(stamped);
        });
  }

  /** Leaves a payment to recovery after a while; or to nobody, with a lease, to claim it. */
  Optional<PaymentRow> postpone(PaymentRow after, Duration delay) {
    long dueAtMillis = dueIn(delay);
    return database.transact(
        transaction ->
            update(transaction, after, dueAtMillis) ? Optional.of(after) : Optional.empty());
  }

  /** Payments that nobody drives, the longest waiting first. */
  List<PaymentRow> due(int limit) {
    return database.read(
        transaction ->
            transaction.all(
                "SELECT "
                    + COLUMNS
                    + " FROM payment WHERE due_at_millis <= ? ORDER BY due_at_millis LIMIT ?",
                PaymentStore::read,
                nowMillis(),
                limit));
  }

  /**
   * Payments that are SETTLED, in the order in which they became so.
   *
   * @param after where the list goes on
   * @param untilMillis the first moment that does not count
   */
  List<PaymentRow> settled(SettledPlace after, long untilMillis, int limit) {
    return database.read(
        transaction ->
            transaction.all(
                "SELECT "
                    + COLUMNS
                    + " FROM payment WHERE settled_at_millis >= ? AND settled_at_millis < ?"
                    + " AND (settled_at_millis > ? OR payment_id > ?)"
                    + " ORDER BY settled_at_millis, payment_id LIMIT ?",
                PaymentStore::read,
                after.millis(),
                untilMillis,
                after.millis(),
                after.paymentId(),
                limit));
  }

  /** Ends the leases of all payments: their workers are known to be gone. */
  void disown() {
    database.transact(
        transaction ->
            transaction.update(
                "UPDATE payment SET due_at_millis = 0 WHERE due_at_millis IS NOT NULL"));
  }

  private boolean insert(
      Transaction transaction, PaymentRow payment, String key, byte[] fingerprint, Duration lease)
      throws SQLException {
    PaymentDetails details = payment.details();
    return transaction.insertIfAbsent(
        "INSERT INTO payment (payment_id, idempotency_key, fingerprint, payer_account_id,"
            + " payee_account_id, payer_name, amount, currency, description, step, state,"
            + " name_check, revision, attempts, due_at_millis, created_at_millis,"
            + " updated_at_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        payment.paymentId(),
        key,
        fingerprint,
        details.getPayerAccountId(),
        details.getPayeeAccountId(),
        payment.payerName(),
        details.getAmount().getMinorUnits(),
        details.getAmount().getCurrency(),
        details.getDescription(),
        payment.step().name(),
        stored(details.getState()),
        stored(details.getNameCheck()),
        payment.revision(),
        payment.attempts(),
        dueIn(lease),
        Contract.millis(details.getCreateTime()),
        Contract.millis(details.getUpdateTime()));
  }

  private static boolean update(Transaction transaction, PaymentRow after, Long dueAtMillis)
      throws SQLException {
    PaymentDetails details = after.details();
    int changed =
        transaction.update(
            "UPDATE payment SET step = ?, state = ?, name_check = ?, order_id = ?,"
                + " risk_decision = ?, risk_score = ?, reservation_id = ?, failure_reason = ?,"
                + " failure_message = ?, revision = ?, attempts = ?, due_at_millis = ?,"
                + " updated_at_millis = ? WHERE payment_id = ? AND revision = ?",
            after.step().name(),
            stored(details.getState()),
            stored(details.getNameCheck()),
            details.hasOrderId() ? details.getOrderId() : null,
            details.hasRisk() ? stored(details.getRisk().getDecision()) : null,
            details.hasRisk() ? details.getRisk().getScore() : null,
            details.hasReservationId() ? details.getReservationId() : null,
            details.hasFailure() ? details.getFailure().getReason() : null,
            details.hasFailure() ? details.getFailure().getMessage() : null,
            after.revision(),
            after.attempts(),
            dueAtMillis,
            Contract.millis(details.getUpdateTime()),
            after.paymentId(),
            after.revision() - 1);
    return changed == 1;
  }

  private static void log(Transaction transaction, PaymentRow payment) throws SQLException {
    transaction.update(
        "INSERT INTO payment_step (payment_id, revision, step, state, at_millis)"
            + " VALUES (?, ?, ?, ?, ?)",
        payment.paymentId(),
        payment.revision(),
        payment.step().name(),
        stored(payment.details().getState()),
        Contract.millis(payment.details().getUpdateTime()));
  }

  private PaymentRow stamped(PaymentRow payment) {
    PaymentDetails details =
        payment.details().toBuilder().setUpdateTime(Contract.timestamp(nowMillis())).build();
    return new PaymentRow(
        details, payment.payerName(), payment.step(), payment.revision(), payment.attempts());
  }

  private static PaymentRow read(ResultSet row) throws SQLException {
    PaymentDetails.Builder details =
        PaymentDetails.newBuilder()
            .setVersion(Contract.VERSION)
            .setPaymentId(row.getString("payment_id"))
            .setPayerAccountId(row.getString("payer_account_id"))
            .setPayeeAccountId(row.getString("payee_account_id"))
            .setAmount(Contract.money(row.getLong("amount"), row.getString("currency")))
            .setDescription(row.getString("description"))
            .setState(PaymentState.valueOf("PAYMENT_STATE_" + row.getString("state")))
            .setNameCheck(NameCheck.valueOf("NAME_CHECK_" + row.getString("name_check")))
            .setCreateTime(Contract.timestamp(row.getLong("created_at_millis")))
            .setUpdateTime(Contract.timestamp(row.getLong("updated_at_millis")));
    readFindings(row, details);
    return new PaymentRow(
        details.build(),
        row.getString("payer_name"),
        Step.valueOf(row.getString("step")),
        row.getLong("revision"),
        row.getInt("attempts"));
  }

  private static void readFindings(ResultSet row, PaymentDetails.Builder details)
      throws SQLException {
    String orderId = row.getString("order_id");
    if (orderId != null) {
      details.setOrderId(orderId);
    }
    String decision = row.getString("risk_decision");
    if (decision != null) {
      details.setRisk(
          PaymentRisk.newBuilder()
              .setVersion(Contract.VERSION)
              .setDecision(RiskDecision.valueOf("RISK_DECISION_" + decision))
              .setScore(row.getInt("risk_score")));
    }
    String reservationId = row.getString("reservation_id");
    if (reservationId != null) {
      details.setReservationId(reservationId);
    }
    String reason = row.getString("failure_reason");
    if (reason != null) {
      details.setFailure(
          PaymentFailure.newBuilder()
              .setVersion(Contract.VERSION)
              .setReason(reason)
              .setMessage(row.getString("failure_message")));
    }
  }

  private static String stored(PaymentState state) {
    return state.name().substring("PAYMENT_STATE_".length());
  }

  private static String stored(NameCheck check) {
    return check.name().substring("NAME_CHECK_".length());
  }

  private static String stored(RiskDecision decision) {
    return decision.name().substring("RISK_DECISION_".length());
  }

  private long dueIn(Duration delay) {
    return nowMillis() + delay.toMillis();
  }

  private long nowMillis() {
    return time.now().toEpochMilli();
  }
}
