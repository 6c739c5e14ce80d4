package io.vertebra.payment.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DayTest {

  private static Day latestOver(String now, Duration delay) {
    return Day.latestOver(Instant.parse(now), delay);
  }

  @Test
  void isReadAndWritten() {
    Day day = Day.parse("2024-02-29").orElseThrow();

    assertThat(day).hasToString("2024-02-29");
    assertThat(Instant.ofEpochMilli(day.startMillis())).hasToString("2024-02-29T00:00:00Z");
    assertThat(Instant.ofEpochMilli(day.endMillis())).hasToString("2024-03-01T00:00:00Z");
    assertThat(Day.parse("1970-01-01")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2023-02-29",
        "2026-13-01",
        "2026-1-1",
        "20261123",
        "1969-12-31",
        "+2026-01-1",
        "2026-01-01 ",
        "2026-11-23T",
        "today",
        "２０２６-01-01"
      })
  void isNotReadWhenThereIsNoSuchDay(String text) {
    assertThat(Day.parse(text)).isEmpty();
  }

  @Test
  void isOverAtTheFirstMomentOfTheNext() {
    Day day = Day.parse("2026-11-23").orElseThrow();

    assertThat(day.isOver(Instant.parse("2026-11-23T23:59:59.999Z"))).isFalse();
    assertThat(day.isOver(Instant.parse("2026-11-24T00:00:00Z"))).isTrue();
  }

  @Test
  void theLatestThatIsOverWaitsForTheDelay() {
    Duration delay = Duration.ofMinutes(5);

    assertThat(latestOver("2026-11-24T00:04:59.999Z", delay)).hasToString("2026-11-22");
    assertThat(latestOver("2026-11-24T00:05:00Z", delay)).hasToString("2026-11-23");
    assertThat(latestOver("2026-11-24T00:00:00Z", Duration.ZERO)).hasToString("2026-11-23");
  }
}
