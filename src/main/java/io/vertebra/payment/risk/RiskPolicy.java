package io.vertebra.payment.risk;

import io.vertebra.payment.RequestCheck;
import io.vertebra.payment.risk.v1.RiskDecision;
import io.vertebra.payment.type.v1.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that a payment is scored by.
 *
 * <p>Each rule compares a figure with two limits: from the first on it adds {@value #REVIEW_POINTS}
 * points, from the second on {@value #DENY_POINTS}. A score of {@value #REVIEW_POINTS} asks for a
 * review, one of {@value #DENY_SCORE} or more, which two reviews make as well, denies. The same
 * figures always give the same score.
 *
 * @param window how far back payments count towards velocity, 1 s to 30 days, default 1 min
 * @param amount limits of one payment, in whole units of its currency, default 1000 and 10000
 * @param payments limits of the payments in the window, this one included, default 30 and 100
 * @param sum limits of the money in the window, this payment included, in whole units of its
 *     currency, default 5000 and 50000
 */
record RiskPolicy(Duration window, Limits amount, Limits payments, Limits sum) {

  static final int REVIEW_POINTS = 40;
  static final int DENY_POINTS = 100;
  static final int DENY_SCORE = 80;
  private static final int MAX_SCORE = 100;
  private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
  private static final Duration LONGEST_WINDOW = Duration.ofDays(30);

  static final RiskPolicy DEFAULT =
      new RiskPolicy(
          Duration.ofMinutes(1),
          new Limits(1_000, 10_000),
          new Limits(30, 100),
          new Limits(5_000, 50_000));

  RiskPolicy {
    if (window.compareTo(SHORTEST_WINDOW) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException("window: " + window + " (expected: 1s..30d)");
    }
  }

  /**
   * Where a rule begins to add points.
   *
   * @param review 1 or more
   * @param deny {@code review} or more
   */
  record Limits(long review, long deny) {

    Limits {
      if (review < 1) {
        throw new IllegalArgumentException("review: " + review + " (expected: 1 or more)");
      }
      if (deny < review) {
        throw new IllegalArgumentException(
            "deny: " + deny + " (expected: review or more, which is " + review + ")");
      }
    }
  }

  /**
   * What a payer tried in the window before this payment, in its currency.
   *
   * @param payments how many
   * @param sum minor units
   */
  record Velocity(long payments, BigInteger sum) {}

  /** A rule that added points. */
  record Reason(String rule, int points, String explanation) {}

  /** The score, what follows from it, and why. */
  record Assessment(RiskDecision decision, int score, List<Reason> reasons) {}

  /** Scores a payment whose currency is a known one. */
  Assessment assess(Money payment, Velocity before) {
    BigInteger amountSeen = BigInteger.valueOf(payment.getMinorUnits());
    List<Reason> reasons = new ArrayList<>();
    add(reasons, "AMOUNT", amountSeen, minorUnits(amount, payment), " minor units in one payment");
    add(
        reasons,
        "PAYMENT_COUNT",
        BigInteger.valueOf(before.payments() + 1),
        new BigInteger[] {BigInteger.valueOf(payments.review), BigInteger.valueOf(payments.deny)},
        " payments in " + window);
    add(
        reasons,
        "PAYMENT_SUM",
        before.sum().add(amountSeen),
        minorUnits(sum, payment),
        " minor units in " + window);
    int score = Math.min(MAX_SCORE, reasons.stream().mapToInt(Reason::points).sum());
    return new Assessment(decision(score), score, List.copyOf(reasons));
  }

  private static void add(
      List<Reason> reasons, String rule, BigInteger seen, BigInteger[] limits, String what) {
    boolean denies = seen.compareTo(limits[1]) >= 0;
    if (denies || seen.compareTo(limits[0]) >= 0) {
      BigInteger limit = denies ? limits[1] : limits[0];
      reasons.add(
          new Reason(
              rule,
              denies ? DENY_POINTS : REVIEW_POINTS,
              seen + what + " (expected: less than " + limit + ")"));
    }
  }

  private static RiskDecision decision(int score) {
    if (score >= DENY_SCORE) {
      return RiskDecision.RISK_DECISION_DENY;
    }
    return score >= REVIEW_POINTS
        ? RiskDecision.RISK_DECISION_REVIEW
        : RiskDecision.RISK_DECISION_APPROVE;
  }

  private static BigInteger[] minorUnits(Limits limits, Money payment) {
    BigInteger unit = BigInteger.TEN.pow(RequestCheck.fractionDigits(payment.getCurrency()));
    return new BigInteger[] {
      BigInteger.valueOf(limits.review).multiply(unit),
      BigInteger.valueOf(limits.deny).multiply(unit)
    };
  }
}
