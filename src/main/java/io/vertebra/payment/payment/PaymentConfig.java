package io.vertebra.payment.payment;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertebra.payment.DatabaseConfig;
import java.time.Duration;

/** The keys below {@code modules.payment}. */
record PaymentConfig(
    @Doc("Where the payments are kept") DatabaseConfig database,
    @Doc("Whether the payer's name is checked; without it a payment's name_check is SKIPPED")
        @Default("true")
        boolean realNameCheck,
    @Doc("Whether a payment that risk wants reviewed is made, or denied") @Default("allow")
        OnReview onReview,
    @Doc("How long a call to another service may take") @Default("2s") Duration stepTimeout,
    @Doc("How long a worker may be silent before recovery takes its payment over") @Default("5s")
        Duration lease,
    @Doc("A payment that has not come as far as touching money by then fails with EXPIRED")
        @Default("5m")
        Duration expireAfter,
    @Doc("How long Pay waits for a payment that is in doubt before it answers PENDING")
        @Default("2s")
        Duration answerWithin,
    @Doc("How often recovery looks for payments that nobody drives") @Default("250ms")
        Duration sweepInterval) {

  /** What happens to a payment that risk wants reviewed. */
  enum OnReview {
    /** It is made, with the decision on record. */
    ALLOW,
    /** It is denied. */
    DENY
  }

  PaymentConfig {
    Check.range("stepTimeout", stepTimeout, Duration.ofMillis(10), Duration.ofSeconds(60));
    Check.range("lease", lease, stepTimeout, Duration.ofMinutes(10));
    Check.range("expireAfter", expireAfter, Duration.ofSeconds(1), Duration.ofDays(30));
    Check.range("answerWithin", answerWithin, Duration.ZERO, Duration.ofSeconds(60));
    Check.range("sweepInterval", sweepInterval, Duration.ofMillis(10), Duration.ofSeconds(60));
  }
}
