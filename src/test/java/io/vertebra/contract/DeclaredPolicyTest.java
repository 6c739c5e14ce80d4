package io.vertebra.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.contract.policy.DeclaredResilience;
import io.vertebra.options.OptionsProto;
import io.vertebra.options.Policy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredPolicyTest {

  private static DeclaredPolicy deadline(String text) {
    return new DeclaredPolicy(text, Idempotency.NONE, "", DeclaredResilience.UNSTATED);
  }

  @Test
  void readsTheNumbersThatTheOptionsHave() {
    assertThat(OptionsProto.method.getNumber()).isEqualTo(DeclaredPolicy.OPTION);
    assertThat(OptionsProto.service.getNumber()).isEqualTo(DeclaredPolicy.OPTION);
    assertThat(OptionsProto.valueType.getNumber()).isEqualTo(DeclaredPolicy.OPTION);
    assertThat(Policy.DEADLINE_FIELD_NUMBER).isEqualTo(DeclaredPolicy.DEADLINE);
    assertThat(Policy.IDEMPOTENCY_FIELD_NUMBER).isEqualTo(DeclaredPolicy.IDEMPOTENCY);
    assertThat(Policy.KEY_FIELD_NUMBER).isEqualTo(DeclaredPolicy.KEY);
    assertThat(Policy.Idempotency.NONE_VALUE).isEqualTo(1);
    assertThat(Policy.Idempotency.IDEMPOTENT_VALUE).isEqualTo(2);
    assertThat(Policy.Idempotency.KEYED_VALUE).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "1s,PT1S", "007s,PT7S", "90m,PT1H30M", "2h,PT2H"})
  void readsDeadlines(String text, Duration duration) {
    assertThat(deadline(text).timeout()).hasValue(duration);
    assertThat(deadline(text).isUnlimited()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "none", "0s", "1", "s", "1.5s", "-1s", "1 s", "1d", "1000000000s"})
  void takesNothingElseForADuration(String text) {
    assertThat(deadline(text).timeout()).isEmpty();
    assertThat(deadline(text).isUnlimited()).isEqualTo(text.equals("none"));
  }
}
