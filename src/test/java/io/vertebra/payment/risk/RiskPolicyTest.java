package io.vertebra.payment.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.config.ConfigException;
import io.vertebra.config.ConfigNode;
import io.vertebra.payment.Contract;
import io.vertebra.payment.risk.RiskPolicy.Assessment;
import io.vertebra.payment.risk.RiskPolicy.Velocity;
import io.vertebra.payment.risk.v1.RiskDecision;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiskPolicyTest {

  private final RiskPolicy policy = ConfigNode.empty().bind(RiskPolicy.class);

  private static Velocity velocity(long payments, long cents) {
    return new Velocity(payments, BigInteger.valueOf(cents));
  }

  @ParameterizedTest
  @CsvSource({
    // cents, payments before, cents before, score
    "1, 0, 0, 0",
    "99999, 0, 0, 0",
    "100000, 0, 0, 40",
    "999999, 0, 0, 80",
    "1000000, 0, 0, 100",
    "1, 28, 0, 0",
    "1, 29, 0, 40",
    "1, 98, 0, 40",
    "1, 99, 0, 100",
    "1, 0, 499998, 0",
    "1, 0, 499999, 40",
    "1, 0, 4999999, 100",
    "1, 29, 499999, 80",
    "100000, 29, 499999, 100",
  })
  void scoresAmountAndVelocity(long cents, long payments, long centsBefore, int score) {
    Assessment assessment =
        policy.assess(Contract.money(cents, "EUR"), velocity(payments, centsBefore));

    assertThat(assessment.score()).isEqualTo(score);
    assertThat(assessment.decision())
        .isEqualTo(
            score >= 80
                ? RiskDecision.RISK_DECISION_DENY
                : score >= 40
                    ? RiskDecision.RISK_DECISION_REVIEW
                    : RiskDecision.RISK_DECISION_APPROVE);
  }

  @Test
  void saysWhy() {
    Assessment assessment = policy.assess(Contract.money(100_000, "EUR"), Velocity.NONE);

    assertThat(assessment.reasons())
        .containsExactly(
            new RiskPolicy.Reason(
                "AMOUNT", 40, "100000 minor units in one payment (expected: less than 100000)"));
  }

  @Test
  void countsInTheUnitsOfTheCurrency() {
    assertThat(policy.assess(Contract.money(1_000, "JPY"), Velocity.NONE).score()).isEqualTo(40);
    assertThat(policy.assess(Contract.money(999_999, "KWD"), Velocity.NONE).score()).isZero();
  }

  @Test
  void doesNotOverflow() {
    Velocity most = new Velocity(5, BigInteger.TWO.pow(90));

    assertThat(policy.assess(Contract.money(Long.MAX_VALUE, "EUR"), most).score()).isEqualTo(100);
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    assertThatThrownBy(
            () -> ConfigNode.parse("t", "reviewAmount: 10\ndenyAmount: 9").bind(RiskPolicy.class))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("denyAmount: 9 (expected: 10..");
  }
}
