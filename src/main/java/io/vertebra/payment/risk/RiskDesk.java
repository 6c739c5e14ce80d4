package io.vertebra.payment.risk;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertebra.payment.Contract;
import io.vertebra.payment.Database;
import io.vertebra.payment.Fingerprint;
import io.vertebra.payment.Transaction;
import io.vertebra.payment.risk.RiskPolicy.Assessment;
import io.vertebra.payment.risk.RiskPolicy.Velocity;
import io.vertebra.payment.risk.v1.AssessRequest;
import io.vertebra.payment.risk.v1.AssessResponse;
import io.vertebra.payment.risk.v1.RiskReason;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.TimeSource;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Assesses payments and remembers every assessment, which is what velocity is counted from.
 *
 * <p>Requests have been checked. Blocks; safe for use from any thread: the payments of one payer
 * are assessed one after the other, so that each sees all before it.
 */
final class RiskDesk {

  static final String DOMAIN = "risk.payment.vertebra.io";

  private record Stored(byte[] fingerprint, byte[] answer) {}

  private final Database database;
  private final Supplier<RiskPolicy> policy;
  private final TimeSource time;

  /**
   * @param policy read anew for each assessment
   */
  RiskDesk(Database database, Supplier<RiskPolicy> policy, TimeSource time) {
    this.database = database;
    this.policy = policy;
    this.time = time;
  }

  AssessResponse assess(AssessRequest request) {
    return database.transact(transaction -> assess(transaction, request));
  }

  private AssessResponse assess(Transaction transaction, AssessRequest request)
      throws SQLException {
    byte[] fingerprint = Fingerprint.of(request);
    lockPayer(transaction, request.getPayerAccountId());
    Optional<Stored> stored = stored(transaction, request.getAssessmentId());
    if (stored.isPresent()) {
      return replay(stored.get(), request.getAssessmentId(), fingerprint);
    }
    RiskPolicy rules = policy.get();
    long nowMillis = time.now().toEpochMilli();
    Velocity velocity = velocity(transaction, request, nowMillis - rules.window().toMillis());
    AssessResponse answer =
        toMessage(request, rules.assess(request.getAmount(), velocity), nowMillis);
    if (!insert(transaction, request, fingerprint, answer, nowMillis)) {
      throw keyReused(request.getAssessmentId()); // of another payer, so it is another body
    }
    return answer;
  }

  private static void lockPayer(Transaction transaction, String payerId) throws SQLException {
    String lock = "SELECT payer_account_id FROM risk_payer WHERE payer_account_id = ? FOR UPDATE";
    if (transaction.first(lock, row -> row.getString(1), payerId).isEmpty()) {
      transaction.insertIfAbsent("INSERT INTO risk_payer (payer_account_id) VALUES (?)", payerId);
      transaction.first(lock, row -> row.getString(1), payerId);
    }
  }

  private static Optional<Stored> stored(Transaction transaction, String id) throws SQLException {
    return transaction.first(
        "SELECT fingerprint, answer FROM risk_assessment WHERE assessment_id = ?",
        row -> new Stored(row.getBytes(1), row.getBytes(2)),
        id);
  }

  private static Velocity velocity(Transaction transaction, AssessRequest request, long sinceMillis)
      throws SQLException {
    return transaction
        .first(
            "SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM risk_assessment"
                + " WHERE payer_account_id = ? AND currency = ? AND assessed_at_millis > ?",
            row -> new Velocity(row.getLong(1), row.getBigDecimal(2).toBigInteger()),
            request.getPayerAccountId(),
            request.getAmount().getCurrency(),
            sinceMillis)
        .orElse(Velocity.NONE);
  }

  private static boolean insert(
      Transaction transaction,
      AssessRequest request,
      byte[] fingerprint,
      AssessResponse answer,
      long nowMillis)
      throws SQLException {
    return transaction.insertIfAbsent(
        "INSERT INTO risk_assessment (assessment_id, fingerprint, payer_account_id, currency,"
            + " amount, assessed_at_millis, answer) VALUES (?, ?, ?, ?, ?, ?, ?)",
        request.getAssessmentId(),
        fingerprint,
        request.getPayerAccountId(),
        request.getAmount().getCurrency(),
        request.getAmount().getMinorUnits(),
        nowMillis,
        answer.toByteArray());
  }

  private static AssessResponse replay(Stored stored, String id, byte[] fingerprint) {
    if (!Arrays.equals(stored.fingerprint(), fingerprint)) {
      throw keyReused(id);
    }
    try {
      return AssessResponse.parseFrom(stored.answer());
    } catch (InvalidProtocolBufferException broken) {
      throw RpcException.of(RpcCode.DATA_LOSS, id + ": the stored answer is broken")
          .withCause(broken);
    }
  }

  private static AssessResponse toMessage(
      AssessRequest request, Assessment assessment, long nowMillis) {
    AssessResponse.Builder answer =
        AssessResponse.newBuilder()
            .setVersion(Contract.VERSION)
            .setAssessmentId(request.getAssessmentId())
            .setDecision(assessment.decision())
            .setScore(assessment.score())
            .setAssessTime(Contract.timestamp(nowMillis));
    for (RiskPolicy.Reason reason : assessment.reasons()) {
      answer.addReasons(
          RiskReason.newBuilder()
              .setVersion(Contract.VERSION)
              .setRule(reason.rule())
              .setPoints(reason.points())
              .setExplanation(reason.explanation()));
    }
    return answer.build();
  }

  private static RpcException keyReused(String id) {
    return RpcException.of(
            RpcCode.ALREADY_EXISTS,
            "assessment_id: " + id + " (expected: a new one, this was used for another request)")
        .withInfo("IDEMPOTENCY_KEY_REUSED", DOMAIN, Map.of("assessment_id", id));
  }
}
