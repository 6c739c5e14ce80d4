package io.vertebra.resilience.breaker;

import io.vertebra.resilience.policy.BreakerPolicy;

/**
 * How the calls of the last while ended, and whether that is bad enough for a breaker to open.
 *
 * <p>Pure: time comes in as nanoseconds of one monotonic clock, and a reading that is a little
 * older than the last one counts as that. The window moves on by a bucket at a time, so what is
 * counted covers between (buckets - 1) and all buckets. Safe for use from any thread: each method
 * holds the lock for some additions, and no other lock meanwhile.
 */
final class SlidingWindow {

  /**
   * What a window holds.
   *
   * @param good calls that ended well
   * @param failed calls that failed
   * @param refused calls that were not made
   */
  record Counts(int good, int failed, int refused) {

    /** Calls that were made. */
    int calls() {
      return good + failed;
    }

    /** Calls that were wanted. */
    int requests() {
      return good + failed + refused;
    }

    /** Share of the calls made that failed: 0..1; 0 when there was none. */
    double failedShare() {
      return calls() == 0 ? 0 : (double) failed / calls();
    }

    /** Share of the calls wanted that were not made: 0..1; 0 when there was none. */
    double refusedShare() {
      return requests() == 0 ? 0 : (double) refused / requests();
    }
  }

  private final long spanNanos;
  private final long bucketNanos;

  /* Rings, a bucket at its number modulo the length; guarded by this. */
  private final int[] good;
  private final int[] failed;
  private final int[] refused;
  private long newest = Long.MIN_VALUE;
  private int goodSum;
  private int failedSum;
  private int refusedSum;
  private int row;
  private long rowNanos;

  /**
   * An empty window.
   *
   * @param spanNanos how far it looks back; at least one nanosecond per bucket
   */
  SlidingWindow(long spanNanos, int buckets) {
    this.spanNanos = spanNanos;
    this.bucketNanos = spanNanos / buckets;
    this.good = new int[buckets];
    this.failed = new int[buckets];
    this.refused = new int[buckets];
  }

  /** How far it looks back. */
  long spanNanos() {
    return spanNanos;
  }

  /** Takes in how a call ended. */
  synchronized void record(long nanos, boolean isFailure) {
    int bucket = advance(nanos);
    if (isFailure) {
      failed[bucket]++;
      failedSum++;
      row = nanos - rowNanos > spanNanos ? 1 : row + 1;
      rowNanos = nanos;
    } else {
      good[bucket]++;
      goodSum++;
      row = 0;
    }
  }

  /**
   * Takes in how a call ended.
   *
   * @return whether a breaker of this policy opens
   */
  synchronized boolean recordAndJudge(long nanos, boolean isFailure, BreakerPolicy policy) {
    record(nanos, isFailure);
    return switch (policy.mode()) {
      case FAILURE_RATE -> isOverRate(policy);
      case CONSECUTIVE -> row >= policy.consecutiveFailures();
      case OFF, ADAPTIVE -> false;
    };
  }

  private boolean isOverRate(BreakerPolicy policy) {
    int calls = goodSum + failedSum;
    return calls >= policy.minimumCalls() && failedSum >= policy.failureRatio() * calls;
  }

  /** Takes in that a call was not made. */
  synchronized void recordRefused(long nanos) {
    refused[advance(nanos)]++;
    refusedSum++;
  }

  /** What it holds. */
  synchronized Counts counts(long nanos) {
    advance(nanos);
    return new Counts(goodSum, failedSum, refusedSum);
  }

  /** How many of the latest buckets, one after another, saw no good call and a failed one. */
  synchronized int failingBuckets(long nanos) {
    advance(nanos);
    int failing = 0;
    for (int age = 0; age < good.length; age++) {
      int bucket = slot(newest - age);
      if (good[bucket] > 0) {
        return failing;
      }
      if (failed[bucket] > 0) {
        failing++;
      }
    }
    return failing;
  }

  /** Forgets everything. */
  synchronized void clear() {
    for (int bucket = 0; bucket < good.length; bucket++) {
      empty(bucket);
    }
    row = 0;
  }

  /** Empties the buckets that time has passed over; gives the present one. */
  private int advance(long nanos) {
    long number = Math.floorDiv(nanos, bucketNanos);
    if (newest == Long.MIN_VALUE) {
      newest = number;
    }
    long steps = Math.min(number - newest, good.length);
    for (long step = 1; step <= steps; step++) {
      empty(slot(newest + step));
    }
    newest = Math.max(newest, number);
    return slot(newest);
  }

  private int slot(long number) {
    return (int) Math.floorMod(number, (long) good.length);
  }

  private void empty(int bucket) {
    goodSum -= good[bucket];
    failedSum -= failed[bucket];
    refusedSum -= refused[bucket];
    good[bucket] = 0;
    failed[bucket] = 0;
    refused[bucket] = 0;
  }
}
