package io.vertebra.payment.logs;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a log file, such as {@code logs-0000000042-20261123T152801Z.ndjson}: its number comes
 * first, so that names sort by age even when the clock was set back.
 *
 * @param number of the file in its directory, from 1
 * @param opened when it was made, to the second
 */
record FileName(long number, Instant opened) {

  private static final Pattern FORM =
      Pattern.compile("logs-([0-9]{10})-([0-9]{8}T[0-9]{6}Z)\\.ndjson");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Whether a file of that name is a log file. */
  static boolean isOne(String name) {
    return FORM.matcher(name).matches();
  }

  /**
   * Reads a name that {@link #isOne}; a time that no calendar has counts as long ago.
   *
   * @throws IllegalArgumentException for another name
   */
  static FileName parse(String name) {
    Matcher form = FORM.matcher(name);
    if (!form.matches()) {
      throw new IllegalArgumentException(name + " (expected: the name of a log file)");
    }
    return new FileName(Long.parseLong(form.group(1)), opened(form.group(2)));
  }

  private static Instant opened(String text) {
    try {
      return TIME.parse(text, Instant::from);
    } catch (DateTimeParseException noSuchTime) {
      return Instant.EPOCH;
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "logs-%010d-%s.ndjson", number, TIME.format(opened));
  }
}
