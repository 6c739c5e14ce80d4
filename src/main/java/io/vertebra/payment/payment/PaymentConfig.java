package io.vertebra.payment.payment;

import java.time.Duration;

/**
 * How payments are made.
 *
 * @param realNameCheck whether the payer's name is checked, default true; without the check a
 *     payment's {@code name_check} is SKIPPED
 * @param onReview what happens to a payment that risk wants reviewed, default ALLOW
 * @param stepTimeout how long a call to another service may take, 10 ms to 60 s, default 2 s
 * @param lease how long a worker may be silent before recovery takes its payment over, longer than
 *     {@code stepTimeout}, up to 10 min, default 5 s
 * @param expireAfter a payment that has not come as far as touching money by then fails with
 *     EXPIRED, 1 s to 30 days, default 5 min
 * @param answerWithin how long Pay waits for a payment that somebody else drives, or that is in
 *     doubt, before it answers PENDING, 0 to 60 s, default 2 s
 * @param sweepInterval how often recovery looks for payments that nobody drives, 10 ms to 60 s,
 *     default 250 ms
 */
record PaymentConfig(
    boolean realNameCheck,
    OnReview onReview,
    Duration stepTimeout,
    Duration lease,
    Duration expireAfter,
    Duration answerWithin,
    Duration sweepInterval) {

  static final PaymentConfig DEFAULT =
      new PaymentConfig(
          true,
          OnReview.ALLOW,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(2),
          Duration.ofMillis(250));

  /** What happens to a payment that risk wants reviewed. */
  enum OnReview {
    /** It is made, with the decision on record. */
    ALLOW,
    /** It is denied. */
    DENY
  }

  PaymentConfig {
    require("stepTimeout", stepTimeout, Duration.ofMillis(10), Duration.ofSeconds(60));
    require("lease", lease, stepTimeout, Duration.ofMinutes(10));
    require("expireAfter", expireAfter, Duration.ofSeconds(1), Duration.ofDays(30));
    require("answerWithin", answerWithin, Duration.ZERO, Duration.ofSeconds(60));
    require("sweepInterval", sweepInterval, Duration.ofMillis(10), Duration.ofSeconds(60));
  }

  private static void require(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + ".." + most + ")");
    }
  }
}
