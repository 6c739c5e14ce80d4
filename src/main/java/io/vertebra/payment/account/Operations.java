package io.vertebra.payment.account;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.rpc.Status;
import io.vertebra.payment.Database;
import io.vertebra.payment.Fingerprint;
import io.vertebra.payment.Transaction;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcStatus;
import io.vertebra.time.TimeSource;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * Does each keyed operation once, and gives every repeat the stored answer.
 *
 * <p>The key is inserted first: whoever comes second with it waits there for the end of the first
 * one's transaction. An answer commits together with the work; a refusal, which changed nothing, in
 * a transaction of its own after the rollback. Whoever inserts the key first decides, so a refusal
 * that loses that race to a repeat gives way to the repeat's answer.
 */
final class Operations {

  private record Stored(String operation, byte[] fingerprint, boolean refused, byte[] answer) {}

  private final Database database;
  private final TimeSource time;

  Operations(Database database, TimeSource time) {
    this.database = database;
    this.time = time;
  }

  /**
   * Does the work unless its key is known.
   *
   * @param key the idempotency key
   * @param operation which method it is
   * @param request what was asked
   * @param parser of the answer
   * @param work what to do; refuses by throwing {@code RpcException}
   * @throws RpcException the work's or the stored refusal; ALREADY_EXISTS when the key was used for
   *     something else
   */
  <T extends Message> T once(
      String key, String operation, Message request, Parser<T> parser, Database.Work<T> work) {
    byte[] fingerprint = Fingerprint.of(request);
    Stored stored;
    try {
      stored =
          database.transact(
              transaction ->
                  insert(transaction, key, operation, fingerprint)
                      ? answered(transaction, key, operation, fingerprint, work)
                      : read(transaction, key));
    } catch (Refused refused) {
      stored = storeRefusal(key, operation, fingerprint, refused.status);
    }
    return replay(stored, key, operation, fingerprint, parser);
  }

  private boolean insert(Transaction transaction, String key, String operation, byte[] fingerprint)
      throws SQLException {
    return transaction.insertIfAbsent(
        "INSERT INTO account_operation"
            + " (idempotency_key, operation, fingerprint, refused, answer, created_at_millis)"
            + " VALUES (?, ?, ?, 0, ?, ?)",
        key,
        operation,
        fingerprint,
        new byte[0],
        time.now().toEpochMilli());
  }

  private static Stored answered(
      Transaction transaction,
      String key,
      String operation,
      byte[] fingerprint,
      Database.Work<? extends Message> work)
      throws SQLException {
    byte[] answer;
    try {
      answer = work.apply(transaction).toByteArray();
    } catch (RpcException refusal) {
      throw new Refused(refusal.status());
    }
    return store(transaction, key, new Stored(operation, fingerprint, false, answer));
  }

  private Stored storeRefusal(String key, String operation, byte[] fingerprint, RpcStatus status) {
    byte[] answer = toMessage(status).toByteArray();
    return database.transact(
        transaction ->
            insert(transaction, key, operation, fingerprint)
                ? store(transaction, key, new Stored(operation, fingerprint, true, answer))
                : read(transaction, key));
  }

  private static Stored store(Transaction transaction, String key, Stored stored)
      throws SQLException {
    transaction.update(
        "UPDATE account_operation SET refused = ?, answer = ? WHERE idempotency_key = ?",
        stored.refused() ? 1 : 0,
        stored.answer(),
        key);
    return stored;
  }

  private static Stored read(Transaction transaction, String key) throws SQLException {
    return transaction
        .first(
            "SELECT operation, fingerprint, refused, answer FROM account_operation"
                + " WHERE idempotency_key = ?",
            row ->
                new Stored(row.getString(1), row.getBytes(2), row.getInt(3) != 0, row.getBytes(4)),
            key)
        .orElseThrow(() -> new IllegalStateException(key + ": taken, and yet not there"));
  }

  private static <T extends Message> T replay(
      Stored stored, String key, String operation, byte[] fingerprint, Parser<T> parser) {
    if (!stored.operation().equals(operation)
        || !Arrays.equals(stored.fingerprint(), fingerprint)) {
      throw Refusals.keyReused(key);
    }
    try {
      if (stored.refused()) {
        throw RpcException.of(fromMessage(Status.parseFrom(stored.answer())));
      }
      return parser.parseFrom(stored.answer());
    } catch (InvalidProtocolBufferException broken) {
      throw RpcException.of(RpcCode.DATA_LOSS, key + ": the stored answer is broken")
          .withCause(broken);
    }
  }

  private static Status toMessage(RpcStatus status) {
    return Status.newBuilder()
        .setCode(status.code().number())
        .setMessage(status.message())
        .addAllDetails(status.details())
        .build();
  }

  private static RpcStatus fromMessage(Status status) {
    List<Any> details = status.getDetailsList();
    return new RpcStatus(RpcCode.of(status.getCode()), status.getMessage(), details);
  }

  /** Carries a refusal out of the transaction that it rolls back. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient RpcStatus status;

    private Refused(RpcStatus status) {
      super(status.toString(), null, false, false);
      this.status = status;
    }
  }
}
