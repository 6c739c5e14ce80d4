package io.vertebra.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class LineEncoderTest {

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final LineEncoder encoder = new LineEncoder();

  @Test
  void textIsForPeople() {
    LoggingEvent event = event(Level.INFO, "call ended", null);
    event.setKeyValuePairs(
        List.of(
            new KeyValuePair("method", "a.B/C"),
            new KeyValuePair("duration_ms", 1.25),
            new KeyValuePair("error_detail", "no \"such\" order"),
            new KeyValuePair("empty", "")));
    event.setMDCPropertyMap(Map.of("trace_id", "abc"));

    assertThat(encoded(event))
        .isEqualTo(
            "2026-11-23T15:17:45.734Z INFO  io.vertebra.access: call ended method=a.B/C"
                + " duration_ms=1.25 error_detail=\"no \\\"such\\\" order\" empty=\"\""
                + " trace_id=abc\n");
  }

  @Test
  void jsonIsOneFlatObject() {
    encoder.setFormat("json");
    LoggingEvent event = event(Level.WARN, "say \"hi\"", null);
    event.setKeyValuePairs(
        List.of(
            new KeyValuePair("duration_ms", 1.25),
            new KeyValuePair("ok", true),
            new KeyValuePair("nothing", null),
            new KeyValuePair("ratio", Double.NaN),
            new KeyValuePair("level", "mine")));

    assertThat(new JsonObject(encoded(event)).getMap())
        .containsExactly(
            Map.entry("time", "2026-11-23T15:17:45.734Z"),
            Map.entry("level", "WARN"),
            Map.entry("logger", "io.vertebra.access"),
            Map.entry("thread", Thread.currentThread().getName()),
            Map.entry("message", "say \"hi\""),
            Map.entry("duration_ms", 1.25),
            Map.entry("ok", true),
            Map.entry("nothing", "null"),
            Map.entry("ratio", "NaN"),
            Map.entry("_level", "mine"));
  }

  @Test
  void nothingForgesALine() {
    String forged = "x\n2026-11-23T00:00:00.000Z INFO  io.vertebra.access: forged\r\u2028y";
    Throwable failure = new IllegalStateException(forged, new RuntimeException(forged));
    failure.addSuppressed(new RuntimeException(forged));
    for (String format : List.of("text", "json")) {
      encoder.setFormat(format);
      LoggingEvent event = event(Level.ERROR, forged, failure);
      event.setKeyValuePairs(List.of(new KeyValuePair(forged, forged)));
      event.setMDCPropertyMap(Map.of("mdc", forged));

      String[] lines = encoded(event).split("[\n\r]", -1);

      assertThat(lines[0]).startsWith(format.equals("json") ? "{" : "2026-11-23T15:17:45.734Z");
      assertThat(List.of(lines)).last().isEqualTo("");
      assertThat(List.of(lines).subList(1, lines.length - 1))
          .allMatch(line -> format.equals("text") && line.startsWith("\t"));
    }
  }

  @Test
  void aFailureIsShownWithItsCauses() {
    Throwable failure =
        new IllegalStateException("outer", new IllegalArgumentException("inner", null));

    assertThat(encoded(event(Level.ERROR, "failed", failure)).lines())
        .startsWith(
            "2026-11-23T15:17:45.734Z ERROR io.vertebra.access: failed",
            "\tjava.lang.IllegalStateException: outer")
        .contains("\tCaused by: java.lang.IllegalArgumentException: inner");
  }

  @Test
  void failuresThatGoRoundInCirclesEnd() {
    Exception first = new Exception("first");
    first.initCause(new Exception("second", first));

    assertThat(encoded(event(Level.ERROR, "failed", first))).contains("first (seen above)");
  }

  @Test
  void anUnknownFormatIsRefused() {
    assertThatThrownBy(() -> encoder.setFormat("xml")).isInstanceOf(IllegalArgumentException.class);
  }

  private LoggingEvent event(Level level, String message, Throwable failure) {
    LoggingEvent event =
        new LoggingEvent(
            LineEncoderTest.class.getName(),
            context.getLogger(AccessLog.LOGGER),
            level,
            message,
            failure,
            null);
    event.setInstant(Instant.parse("2026-11-23T15:17:45.734Z"));
    return event;
  }

  private String encoded(LoggingEvent event) {
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }
}
