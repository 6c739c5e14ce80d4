package io.vertebra.contract.policy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form that durations have in a contract: a whole number with ms, s, m or h. */
public final class WrittenDuration {

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})(ms|s|m|h)");
  private static final long MAX = 999_999_999;
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1));

  private WrittenDuration() {}

  /** Empty when the text is none, or has more than 999,999,999 units. */
  public static Optional<Duration> read(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    long units = Long.parseLong(form.group(1));
    return units <= MAX
        ? Optional.of(UNITS.get(form.group(2)).multipliedBy(units))
        : Optional.empty();
  }

  /** {@link #read}, and empty for nothing, too. */
  public static Optional<Duration> readSome(String text) {
    return read(text).filter(duration -> !duration.isZero());
  }
}
