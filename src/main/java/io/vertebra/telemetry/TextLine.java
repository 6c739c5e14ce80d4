package io.vertebra.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/** A log line for people; a failure's stack trace follows on lines that begin with a tab. */
final class TextLine {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private TextLine() {}

  static void append(ILoggingEvent event, StringBuilder line) {
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(' ').append(event.getLevel());
    line.append(event.getLevel().levelStr.length() == 4 ? "  " : " ");
    line.append(event.getLoggerName()).append(": ");
    Printable.append(event.getFormattedMessage(), line);
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        append(pair.key, String.valueOf(pair.value), line);
      }
    }
    event.getMDCPropertyMap().forEach((key, value) -> append(key, value, line));
    if (event.getThrowableProxy() != null) {
      StackTrace.append(event.getThrowableProxy(), "\n\t", line);
    }
  }

  private static void append(String key, String value, StringBuilder line) {
    line.append(' ');
    Printable.append(key, line);
    line.append('=');
    if (isWord(value)) {
      Printable.append(value, line);
    } else {
      line.append('"');
      Printable.append(value.replace("\\", "\\\\").replace("\"", "\\\""), line);
      line.append('"');
    }
  }

  /** Whether a value needs no quotes to be told from what follows. */
  private static boolean isWord(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == '"' || c == '\\' || c == '=') {
        return false;
      }
    }
    return !value.isEmpty();
  }
}
