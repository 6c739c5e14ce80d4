package io.vertebra.payment.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Timestamp;
import io.vertebra.payment.logs.v1.LogRecord;
import io.vertebra.payment.logs.v1.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/**
 * A record as a line: one JSON object in UTF-8, ended by the only line feed in it.
 *
 * <p>What senders choose is escaped by Jackson, and their {@code fields} are an object of their
 * own: neither a line nor a standard key can be forged.
 */
final class RecordLine {

  private static final JsonFactory JSON = new JsonFactory().setCharacterEscapes(new LineEscapes());
  private static final String SEVERITY_PREFIX = "SEVERITY_";

  private RecordLine() {}

  /**
   * Adds a record's line.
   *
   * @param record checked
   * @param received when it came; its time if it has none
   */
  static void write(LogRecord record, Instant received, ByteArrayOutputStream out) {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField(
          "time",
          record.hasEventTime() ? instant(record.getEventTime()).toString() : received.toString());
      json.writeStringField("severity", name(record.getSeverity()));
      json.writeStringField("source", record.getSource());
      json.writeStringField("message", record.getMessage());
      if (record.hasTraceId()) {
        json.writeStringField("trace_id", record.getTraceId());
      }
      if (record.getFieldsCount() > 0) {
        writeFields(record.getFieldsMap(), json);
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // memory does not fail so
    }
  }

  private static void writeFields(Map<String, String> fields, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("fields");
    for (Map.Entry<String, String> field : fields.entrySet()) {
      json.writeStringField(field.getKey(), field.getValue());
    }
    json.writeEndObject();
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static String name(Severity severity) {
    return severity.name().substring(SEVERITY_PREFIX.length());
  }
}
