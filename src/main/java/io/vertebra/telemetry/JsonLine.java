package io.vertebra.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/** A log line for programs: one flat JSON object. */
final class JsonLine {

  private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

  /** A field that would take one of these names gets an underscore before it. */
  private static final List<String> OWN =
      List.of("time", "level", "logger", "thread", "message", "error");

  private final StringBuilder out;
  private final Set<String> keys = new HashSet<>(OWN);

  private JsonLine(StringBuilder out) {
    this.out = out;
  }

  static void append(ILoggingEvent event, StringBuilder out) {
    JsonLine line = new JsonLine(out);
    out.append('{');
    line.string(
        "time", DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochMilli(event.getTimeStamp())));
    line.string("level", event.getLevel().levelStr);
    line.string("logger", event.getLoggerName());
    line.string("thread", event.getThreadName());
    line.string("message", event.getFormattedMessage());
    line.fields(event);
    if (event.getThrowableProxy() != null) {
      StringBuilder trace = new StringBuilder(1024);
      StackTrace.append(event.getThrowableProxy(), "\n", trace);
      line.string("error", trace.substring(1));
    }
    out.append('}');
  }

  private void fields(ILoggingEvent event) {
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        field(pair.key, pair.value);
      }
    }
    event.getMDCPropertyMap().forEach(this::field);
  }

  private void field(String name, Object value) {
    String key = name;
    while (!keys.add(key)) {
      key = "_" + key;
    }
    if (value instanceof Boolean || isFiniteNumber(value)) {
      key(key);
      out.append(value);
    } else {
      string(key, String.valueOf(value));
    }
  }

  /** JSON has no infinity and no NaN. */
  private static boolean isFiniteNumber(Object value) {
    return value instanceof Number number && Double.isFinite(number.doubleValue());
  }

  private void string(String key, String value) {
    key(key);
    out.append('"');
    ENCODER.quoteAsString(value, out);
    out.append('"');
  }

  private void key(String key) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    out.append('"');
    ENCODER.quoteAsString(key, out);
    out.append("\":");
  }
}
