package io.vertebra.payment;

import io.vertebra.time.TimeSource;
import java.util.random.RandomGenerator;

/**
 * Makes unique ids whose alphabetical order is that of time, such as {@code
 * pay-01jd7z6k8r5c3v9m1x0q4t2h7n}: a prefix, 48 bits of milliseconds and 80 of chance, in base 32.
 *
 * <p>The ids of one instance grow strictly, also within a millisecond and when the clock steps
 * back. Safe for use from any thread.
 *
 * @see <a href="https://github.com/ulid/spec">ULID</a>
 */
public final class Ids {

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int DIGITS = 26;

  private final TimeSource time;
  private final RandomGenerator random;
  private long lastMillis;
  private long high; // of the 80 bits of chance, the upper 40
  private long low;

  /**
   * @param random a good source of chance, since ids are hard to guess only as far as it is
   */
  public Ids(TimeSource time, RandomGenerator random) {
    this.time = time;
    this.random = random;
  }

  /**
   * A new id.
   *
   * @param prefix says what it is the id of, such as {@code pay}
   */
  public synchronized String next(String prefix) {
    long millis = time.now().toEpochMilli();
    if (millis > lastMillis) {
      lastMillis = millis;
      high = random.nextLong() & 0x7fffffffffL; // room to count up
      low = random.nextLong() & 0xffffffffffL;
    } else {
      low = (low + 1) & 0xffffffffffL;
      high += low == 0 ? 1 : 0;
    }
    return prefix + '-' + digits();
  }

  private String digits() {
    char[] digits = new char[DIGITS];
    write(digits, 18, 8, low);
    write(digits, 10, 8, high);
    write(digits, 0, 10, lastMillis);
    return new String(digits);
  }

  private static void write(char[] digits, int from, int count, long value) {
    for (int i = from + count - 1; i >= from; i--) {
      digits[i] = ALPHABET.charAt((int) (value & 31));
      value >>>= 5;
    }
  }
}
