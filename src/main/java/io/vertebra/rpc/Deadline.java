package io.vertebra.rpc;

import io.vertebra.time.TimeSource;
import java.time.Duration;

/**
 * The moment after which nobody waits for a call any more.
 *
 * <p>Immutable. Measured on the monotonic clock of one {@link TimeSource}, so deadlines of the same
 * process can be compared and those of different processes cannot; the wire carries time left.
 *
 * @param atNanos the reading of the clock at which it passes
 * @param time the clock
 */
public record Deadline(long atNanos, TimeSource time) {

  /** About 290 years would overflow; nobody waits longer than this. */
  private static final Duration LONGEST = Duration.ofDays(365L * 100);

  /**
   * A deadline some time from now.
   *
   * @param timeout how long from now; zero or negative has passed already; above 100 years counts
   *     as 100 years
   */
  public static Deadline after(Duration timeout, TimeSource time) {
    Duration bounded = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
    return new Deadline(time.nanos() + bounded.toNanos(), time);
  }

  /** Nanoseconds left; zero or negative when it has passed. */
  public long remainingNanos() {
    return atNanos - time.nanos();
  }

  /** Whether it has passed. */
  public boolean isExpired() {
    return remainingNanos() <= 0;
  }

  /** The earlier one; {@code other} may be null, meaning none. */
  public Deadline min(Deadline other) {
    return other != null && other.atNanos - atNanos < 0 ? other : this;
  }
}
