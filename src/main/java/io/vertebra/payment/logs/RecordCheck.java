package io.vertebra.payment.logs;

import com.google.protobuf.util.Timestamps;
import io.vertebra.payment.RequestCheck;
import io.vertebra.payment.logs.v1.LogRecord;
import io.vertebra.payment.logs.v1.Severity;
import io.vertebra.rpc.RpcException;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules for a record, as its contract states them. */
final class RecordCheck {

  private static final int MAX_MESSAGE_CHARS = 65_536;
  private static final int MAX_FIELDS = 64;
  private static final int MAX_KEY_CHARS = 128;
  private static final int MAX_VALUE_CHARS = 8_192;
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");

  private RecordCheck() {}

  /**
   * Checks a record.
   *
   * @param index of the record in its upload
   * @throws RpcException INVALID_ARGUMENT with all that is wrong
   */
  static void check(LogRecord record, long index) {
    String path = "records[" + index + "].";
    RequestCheck check =
        new RequestCheck()
            .require(
                isSet(record.getSeverity()),
                path + "severity",
                record.getSeverity().name(),
                "one of SEVERITY_DEBUG, SEVERITY_INFO, SEVERITY_WARN, SEVERITY_ERROR")
            .name(path + "source", record.getSource())
            .require(
                isBetween(record.getMessage(), 1, MAX_MESSAGE_CHARS),
                path + "message",
                length(record.getMessage()),
                "1 to " + MAX_MESSAGE_CHARS + " characters");
    checkOptional(record, path, check);
    checkFields(record.getFieldsMap(), path + "fields", check);
    check.orRefuse();
  }

  private static void checkOptional(LogRecord record, String path, RequestCheck check) {
    if (record.hasEventTime()) {
      check.require(
          Timestamps.isValid(record.getEventTime()),
          path + "event_time",
          record.getEventTime().getSeconds() + " s, " + record.getEventTime().getNanos() + " ns",
          "year 1 to 9999, 0 to 999999999 ns");
    }
    if (record.hasTraceId()) {
      check.require(
          TRACE_ID.matcher(record.getTraceId()).matches(),
          path + "trace_id",
          record.getTraceId(),
          "32 lower-case hexadecimal digits");
    }
  }

  /** Stops at the first violation: a refusal is to fit into the trailers of a call. */
  private static void checkFields(Map<String, String> fields, String path, RequestCheck check) {
    if (fields.size() > MAX_FIELDS) {
      check.require(false, path, fields.size() + " keys", "at most " + MAX_FIELDS);
      return;
    }
    for (Map.Entry<String, String> field : fields.entrySet()) {
      String key = field.getKey();
      String value = field.getValue();
      if (!isBetween(key, 1, MAX_KEY_CHARS)) {
        check.require(false, path, key, "keys of 1 to " + MAX_KEY_CHARS + " characters");
        return;
      }
      if (!isBetween(value, 0, MAX_VALUE_CHARS)) {
        check.require(
            false, path + "." + key, length(value), "at most " + MAX_VALUE_CHARS + " characters");
        return;
      }
    }
  }

  private static String length(String text) {
    return text.codePointCount(0, text.length()) + " characters";
  }

  private static boolean isSet(Severity severity) {
    return severity != Severity.UNRECOGNIZED && severity != Severity.SEVERITY_UNSPECIFIED;
  }

  private static boolean isBetween(String text, int min, int max) {
    int units = text.length();
    return units >= min && (units <= max || text.codePointCount(0, units) <= max);
  }
}
