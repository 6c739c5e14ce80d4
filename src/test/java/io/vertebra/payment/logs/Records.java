package io.vertebra.payment.logs;

import io.vertebra.payment.logs.v1.LogRecord;
import io.vertebra.payment.logs.v1.Severity;
import io.vertebra.payment.logs.v1.UploadRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;

/** Records to upload, and lines that they became. */
final class Records {

  private Records() {}

  static LogRecord of(String message) {
    return LogRecord.newBuilder()
        .setVersion(1)
        .setSeverity(Severity.SEVERITY_INFO)
        .setSource("test")
        .setMessage(message)
        .build();
  }

  /** Records whose messages are a prefix and a number. */
  static List<LogRecord> numbered(String prefix, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> of(prefix + i)).toList();
  }

  static UploadRequest request(List<LogRecord> records) {
    return UploadRequest.newBuilder().setVersion(1).addAllRecords(records).build();
  }

  /** The messages of a text's lines, each of which must be whole. */
  static List<String> messages(String text) {
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new AssertionError("ends with a torn line: " + text);
    }
    return text.lines().map(line -> new JsonObject(line).getString("message")).toList();
  }
}
