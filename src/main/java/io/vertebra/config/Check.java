package io.vertebra.config;

import java.time.Duration;

/**
 * The checks of a configuration record's constructor. Each throws {@link IllegalArgumentException}
 * with {@code name: value (expected: rule)}, where {@code name} is that of the record's component;
 * binding puts the path before it.
 *
 * <pre>{@code
 * public record ServerConfig(@Doc("Port") @Default("8080") int port) {
 *   public ServerConfig {
 *     Check.range("port", port, 0, 65535);
 *   }
 * }
 * }</pre>
 */
public final class Check {
  private Check() {}

  /** Both ends belong to the range. */
  public static void range(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw refusal(name, value, min + ".." + max);
    }
  }

  /** Both ends belong to the range; NaN never does. */
  public static void range(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw refusal(name, value, plain(min) + ".." + plain(max));
    }
  }

  /** Both ends belong to the range. */
  public static void range(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      String rule = Durations.format(min) + ".." + Durations.format(max);
      throw refusal(name, Durations.format(value), rule);
    }
  }

  /** Both ends belong to the range. */
  public static void range(String name, ByteSize value, ByteSize min, ByteSize max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw refusal(name, value, min + ".." + max);
    }
  }

  /** Refuses empty text and text of white space only. */
  public static void notBlank(String name, String value) {
    if (value.isBlank()) {
      throw refusal(name, '"' + value + '"', "some text");
    }
  }

  /** The general form; {@code rule} completes "expected: ". */
  public static void that(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw refusal(name, value, rule);
    }
  }

  private static IllegalArgumentException refusal(String name, Object value, String rule) {
    return new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
