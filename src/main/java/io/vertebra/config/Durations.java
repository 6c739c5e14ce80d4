package io.vertebra.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The written form of a duration: a number and one unit, {@code 250ms}, {@code 1.5s}. */
public final class Durations {
  /** What {@link #parse} takes, for messages to people. */
  public static final String RULE = "a number with ns, us, ms, s, m, h or d, such as 250ms";

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)(ns|us|ms|s|m|h|d)");
  private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ns", Duration.ofNanos(1),
          "us", Duration.ofNanos(1_000),
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final String[] LARGEST_FIRST = {"d", "h", "m", "s", "ms", "us", "ns"};

  private Durations() {}

  /**
   * Reads {@code 250ms}; a bare number is refused.
   *
   * @throws IllegalArgumentException when the text is no duration, or one that nanoseconds in 64
   *     bits (292 years) cannot hold
   */
  public static Duration parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(text + " (expected: " + RULE + ")");
    }
    Duration unit = UNITS.get(form.group(2));
    BigDecimal nanos = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit.toNanos()));
    try {
      return Duration.ofNanos(nanos.longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(text + " (expected: whole nanoseconds, below 292 years)");
    }
  }

  /** The form that {@link #parse} reads, in the largest unit that is exact. */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    BigDecimal nanos =
        BigDecimal.valueOf(duration.getSeconds())
            .multiply(NANOS_PER_SECOND)
            .add(BigDecimal.valueOf(duration.getNano()));
    for (String unit : LARGEST_FIRST) {
      BigDecimal[] amount = nanos.divideAndRemainder(BigDecimal.valueOf(UNITS.get(unit).toNanos()));
      if (amount[1].signum() == 0) {
        return amount[0].toPlainString() + unit;
      }
    }
    throw new AssertionError(duration); // every duration is a whole number of nanoseconds
  }
}
