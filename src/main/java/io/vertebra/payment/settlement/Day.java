package io.vertebra.payment.settlement;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** A day of UTC, from 1970-01-01 on. Days compare as they follow each other. */
record Day(LocalDate date) implements Comparable<Day> {

  private static final int TEXT_CHARS = 10;

  /** Reads {@code YYYY-MM-DD}; empty when it is none, or there is no such day. */
  static Optional<Day> parse(String text) {
    if (text.length() != TEXT_CHARS) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Day(LocalDate.parse(text))).filter(day -> day.startMillis() >= 0);
    } catch (DateTimeException notADay) {
      return Optional.empty();
    }
  }

  /**
   * The latest day that is over.
   *
   * @param delay how long it has to be over, 0 or more
   */
  static Day latestOver(Instant now, Duration delay) {
    return new Day(LocalDate.ofInstant(now.minus(delay), ZoneOffset.UTC).minusDays(1));
  }

  /** Its first millisecond. */
  long startMillis() {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  /** The first millisecond after it. */
  long endMillis() {
    return date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  boolean isOver(Instant now) {
    return now.toEpochMilli() >= endMillis();
  }

  @Override
  public int compareTo(Day other) {
    return date.compareTo(other.date);
  }

  @Override
  public String toString() {
    return date.toString();
  }
}
