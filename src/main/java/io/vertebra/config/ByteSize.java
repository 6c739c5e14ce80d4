package io.vertebra.config;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with its unit: {@code 512B}, {@code 64KiB}, {@code 4MiB}.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,19})(B|KiB|MiB|GiB|TiB)");
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  /**
   * @throws IllegalArgumentException when {@code bytes} is negative
   */
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: 0 or more)");
    }
  }

  public static ByteSize ofKiB(long kibibytes) {
    return new ByteSize(Math.multiplyExact(kibibytes, 1L << 10));
  }

  public static ByteSize ofMiB(long mebibytes) {
    return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
  }

  /**
   * Reads {@code 4MiB}; a bare number is refused.
   *
   * @throws IllegalArgumentException when the text is no size, or one of more than 2^63 - 1 bytes
   */
  public static ByteSize parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      BigInteger bytes = new BigInteger(form.group(1)).shiftLeft(10 * power(form.group(2)));
      if (bytes.bitLength() < Long.SIZE) {
        return new ByteSize(bytes.longValue());
      }
    }
    throw new IllegalArgumentException(
        text + " (expected: a whole number with B, KiB, MiB, GiB or TiB, such as 4MiB)");
  }

  private static int power(String unit) {
    int power = 0;
    while (!UNITS[power].equals(unit)) {
      power++;
    }
    return power;
  }

  /**
   * The number of bytes as an int, for settings that are bounded well below 2 GiB.
   *
   * @throws ArithmeticException when it does not fit
   */
  public int intBytes() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The form that {@link #parse} reads, in the largest unit that is exact. */
  @Override
  public String toString() {
    int power = 0;
    long amount = bytes;
    while (amount != 0 && amount % 1024 == 0 && power < UNITS.length - 1) {
      amount /= 1024;
      power++;
    }
    return amount + UNITS[power];
  }
}
