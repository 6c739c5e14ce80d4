package io.vertebra.resilience.breaker;

import java.util.random.RandomGenerator;

/**
 * Refuses about as many calls as the service fails, so that it still gets what it can do, and a
 * trickle when it can do nothing.
 *
 * <p>Of the calls of the last 10 s, in 40 buckets, {@code requests} were wanted and {@code accepts}
 * ended well; one more is refused with probability {@code max(0, (requests - 5 - K * accepts) /
 * (requests + 1))}. The 5 protect methods that are seldom called. K is 1.5, and goes down to 1.1
 * with the share of the window, from now backwards, in which nothing went well: as in go-zero. When
 * calls are refused, one in a second passes all the same.
 *
 * <p>Pure: time and randomness come in. Safe for use from any thread: each method holds the lock
 * for some additions, and for a walk over the buckets while calls fail.
 *
 * @see <a href="https://sre.google/sre-book/handling-overload/">Client-side throttling, in "Site
 *     Reliability Engineering"</a>
 */
final class ClientThrottle {

  static final long WINDOW_NANOS = 10_000_000_000L;
  static final int BUCKETS = 40;
  static final double K = 1.5;
  static final double LEAST_K = 1.1;
  static final int PROTECTION = 5;
  static final long PASS_NANOS = 1_000_000_000L;

  private final SlidingWindow window = new SlidingWindow(WINDOW_NANOS, BUCKETS);

  /* Guarded by this. */
  private boolean passed;
  private long passedNanos;

  /** Takes in how a call that was made ended. */
  void record(long nanos, boolean isFailure) {
    window.record(nanos, isFailure);
  }

  /** How the calls of the window ended. */
  SlidingWindow.Counts counts(long nanos) {
    return window.counts(nanos);
  }

  /** Forgets everything. */
  void clear() {
    window.clear();
  }

  /** The probability with which a call is refused now: 0 to below 1. */
  double refusal(long nanos) {
    SlidingWindow.Counts counts = window.counts(nanos);
    if (refusal(counts, LEAST_K) == 0) {
      return 0;
    }
    double failing = (double) window.failingBuckets(nanos) / BUCKETS;
    return refusal(counts, K - (K - LEAST_K) * failing);
  }

  private static double refusal(SlidingWindow.Counts counts, double k) {
    double excess = counts.requests() - PROTECTION - k * counts.good();
    return Math.max(0, excess / (counts.requests() + 1));
  }

  /** Whether a call is refused; it is counted if so. */
  synchronized boolean refuses(long nanos, RandomGenerator random) {
    double refusal = refusal(nanos);
    if (refusal == 0) {
      return false;
    }
    boolean due = !passed || nanos - passedNanos >= PASS_NANOS;
    if (!due && random.nextDouble() < refusal) {
      window.recordRefused(nanos);
      return true;
    }
    passed = true;
    passedNanos = nanos;
    return false;
  }
}
