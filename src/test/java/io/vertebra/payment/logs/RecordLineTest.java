package io.vertebra.payment.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.vertebra.payment.logs.v1.LogRecord;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordLineTest {

  private static String line(LogRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RecordLine.write(record, Instant.EPOCH, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void hasEverythingTheRecordHas() {
    LogRecord record =
        Records.of("hello").toBuilder()
            .setEventTime(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(120_000_000))
            .setTraceId("0123456789abcdef0123456789abcdef")
            .putFields("message", "not the message")
            .putFields("währung", "人民币 ¥ 😀")
            .build();
    assertThat(line(record)).endsWith("}\n").contains("人民币 ¥ ");
    assertThat(new JsonObject(line(record)))
        .isEqualTo(
            new JsonObject()
                .put("time", "2023-11-14T22:13:20.120Z")
                .put("severity", "INFO")
                .put("source", "test")
                .put("message", "hello")
                .put("trace_id", "0123456789abcdef0123456789abcdef")
                .put(
                    "fields",
                    new JsonObject().put("message", "not the message").put("währung", "人民币 ¥ 😀")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\r\nb",
        "\"}\n{\"severity\":\"ERROR\",\"message\":\"forged",
        "a\u2028b\u2029c\u0085d\u000bf\fg",
        "\u0000\u001b[2J\u007f\u009b31m",
        "\\n \\u000a \\\" \\"
      })
  void noTextMakesASecondLine(String text) {
    LogRecord record = Records.of(text).toBuilder().setSource(text).putFields(text, text).build();
    String line = line(record);
    String body = line.substring(0, line.length() - 1);
    assertThat(line).endsWith("\n");
    assertThat(body.codePoints())
        .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
    JsonObject json = new JsonObject(line);
    assertThat(json.getString("message")).isEqualTo(text);
    assertThat(json.getString("source")).isEqualTo(text);
    assertThat(json.getJsonObject("fields").getString(text)).isEqualTo(text);
    assertThat(json.size()).isEqualTo(5);
  }

  @Test
  void anyTextComesBackAsItWas() {
    long seed = 20261123;
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      String text =
          random
              .ints(random.nextInt(20), 0, random.nextBoolean() ? 0x100 : 0x11000)
              .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      String line = line(Records.of(text));
      assertThat(line.indexOf('\n')).as("seed %d", seed).isEqualTo(line.length() - 1);
      assertThat(new JsonObject(line).getString("message")).as("seed %d", seed).isEqualTo(text);
    }
  }
}
