package io.vertebra.resilience.retry;

import java.util.Arrays;

/**
 * How long the recent good attempts of a method took.
 *
 * <p>Safe for use from any thread.
 */
final class RecentTimes {

  private static final int KEPT = 64;

  /** How many come before the median is found anew. */
  private static final int STRIDE = 16;

  private final long[] nanos = new long[KEPT];
  private int count;
  private volatile long medianNanos;

  /** Adds one. */
  synchronized void add(long taken) {
    nanos[count % KEPT] = taken;
    count++;
    // The counter goes round; the times stay.
    count = count == 2 * KEPT ? KEPT : count;
    if (count < STRIDE || count % STRIDE == 0) {
      int known = Math.min(count, KEPT);
      long[] sorted = Arrays.copyOf(nanos, known);
      Arrays.sort(sorted);
      medianNanos = sorted[known / 2];
    }
  }

  /** The median in nanoseconds; 0 as long as nothing is known. */
  long median() {
    return medianNanos;
  }
}
