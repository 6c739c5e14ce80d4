package io.vertebra.payment.risk;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
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
 * figures always give the same score. Money is counted in each currency by itself.
 */
record RiskPolicy(
    @Doc("How far back payments count towards a payer's velocity") @Default("1m") Duration window,
    @Doc("One payment of so much, in whole units of its currency, is to be reviewed")
        @Default("1000")
        long reviewAmount,
    @Doc("One payment of so much is denied") @Default("10000") long denyAmount,
    @Doc("So many payments in the window, this one included, are to be reviewed") @Default("30")
        int reviewPayments,
    @Doc("So many payments in the window are denied") @Default("100") int denyPayments,
    @Doc("So much money in the window, in whole units of its currency, is to be reviewed")
        @Default("5000")
        long reviewSum,
    @Doc("So much money in the window is denied") @Default("50000") long denySum) {

  static final int REVIEW_POINTS = 40;
  static final int DENY_POINTS = 100;
  static final int DENY_SCORE = 80;
  private static final int MAX_SCORE = 100;
  private static final long MOST = 1_000_000_000_000L;

  RiskPolicy {
    Check.range("window", window, Duration.ofSeconds(1), Duration.ofDays(30));
    Check.range("reviewAmount", reviewAmount, 1, MOST);
    Check.range("denyAmount", denyAmount, reviewAmount, MOST);
    Check.range("reviewPayments", reviewPayments, 1, Integer.MAX_VALUE);
    Check.range("denyPayments", denyPayments, reviewPayments, Integer.MAX_VALUE);
    Check.range("reviewSum", reviewSum, 1, MOST);
    Check.range("denySum", denySum, reviewSum, MOST);
  }

  /**
   * What a payer tried in the window before this payment, in its currency.
   *
   * @param payments how many
   * @param sum minor units
   */
  record Velocity(long payments, BigInteger sum) {

    static final Velocity NONE = new Velocity(0, BigInteger.ZERO);
  }

  /** A rule that added points. */
  record Reason(String rule, int points, String explanation) {}

  /** The score, what follows from it, and why. */
  record Assessment(RiskDecision decision, int score, List<Reason> reasons) {}

  /** Scores a payment, whose currency must be a known one. */
  Assessment assess(Money payment, Velocity before) {
    BigInteger unit = BigInteger.TEN.pow(RequestCheck.fractionDigits(payment.getCurrency()));
    BigInteger amount = BigInteger.valueOf(payment.getMinorUnits());
    Score score = new Score();
    score.add(
        "AMOUNT",
        amount,
        unit.multiply(BigInteger.valueOf(reviewAmount)),
        unit.multiply(BigInteger.valueOf(denyAmount)),
        " minor units in one payment");
    score.add(
        "PAYMENT_COUNT",
        BigInteger.valueOf(before.payments() + 1),
        BigInteger.valueOf(reviewPayments),
        BigInteger.valueOf(denyPayments),
        " payments in " + window);
    score.add(
        "PAYMENT_SUM",
        before.sum().add(amount),
        unit.multiply(BigInteger.valueOf(reviewSum)),
        unit.multiply(BigInteger.valueOf(denySum)),
        " minor units in " + window);
    return score.assessment();
  }

  /** Adds up what the rules find. */
  private static final class Score {

    private final List<Reason> reasons = new ArrayList<>();

    void add(String rule, BigInteger seen, BigInteger review, BigInteger deny, String what) {
      if (seen.compareTo(review) < 0) {
        return;
      }
      boolean denies = seen.compareTo(deny) >= 0;
      BigInteger limit = denies ? deny : review;
      reasons.add(
          new Reason(
              rule,
              denies ? DENY_POINTS : REVIEW_POINTS,
              seen + what + " (expected: less than " + limit + ")"));
    }

    Assessment assessment() {
      int score = Math.min(MAX_SCORE, reasons.stream().mapToInt(Reason::points).sum());
      return new Assessment(decision(score), score, List.copyOf(reasons));
    }

    private static RiskDecision decision(int score) {
      if (score >= DENY_SCORE) {
        return RiskDecision.RISK_DECISION_DENY;
      }
      return score >= REVIEW_POINTS
          ? RiskDecision.RISK_DECISION_REVIEW
          : RiskDecision.RISK_DECISION_APPROVE;
    }
  }
}
