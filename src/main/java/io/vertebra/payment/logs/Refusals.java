package io.vertebra.payment.logs;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.Map;

/** What the logs service refuses, each with the reason that its contract names. */
final class Refusals {

  static final String DOMAIN = "logs.payment.vertebra.io";

  private static final String STORED = "stored";

  private Refusals() {}

  /**
   * @param violation says what is wrong with the record
   */
  static RpcException invalidRecord(RpcException violation, long index) {
    return violation.withInfo(
        "INVALID_RECORD",
        DOMAIN,
        Map.of("index", Long.toString(index), STORED, Long.toString(index)));
  }

  static RpcException tooManyRecords(int records, int max, long stored) {
    return RpcException.of(
            RpcCode.INVALID_ARGUMENT,
            "records: %d in one message (expected: at most %d)".formatted(records, max))
        .withInfo("TOO_MANY_RECORDS", DOMAIN, Map.of(STORED, Long.toString(stored)));
  }

  static RpcException diskFull(long stored, Throwable cause) {
    return failed(
        RpcCode.RESOURCE_EXHAUSTED,
        "DISK_FULL",
        "the disk has no room for more; records of this upload that are stored: " + stored,
        stored,
        cause);
  }

  static RpcException storageFailed(long stored, Throwable cause) {
    return failed(
        RpcCode.UNAVAILABLE,
        "STORAGE_FAILED",
        "the disk failed; records of this upload that are stored for sure: " + stored,
        stored,
        cause);
  }

  static RpcException tooManyUploads(int max) {
    return failed(
        RpcCode.RESOURCE_EXHAUSTED,
        "TOO_MANY_UPLOADS",
        "no room for another upload (expected: at most " + max + " at a time)",
        0,
        null);
  }

  private static RpcException failed(
      RpcCode code, String reason, String message, long stored, Throwable cause) {
    return RpcException.of(code, message)
        .withInfo(reason, DOMAIN, Map.of(STORED, Long.toString(stored)))
        .withCause(cause);
  }
}
