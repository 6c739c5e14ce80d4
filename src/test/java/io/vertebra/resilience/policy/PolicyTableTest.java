package io.vertebra.resilience.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.options.Policy;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.test.relay.RelayService;
import io.vertebra.test.relay.SilentService;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTableTest {

  private static final String RETRY_ASK =
      """
      {"methodConfig": [{
        "name": [{"service": "vertebra.test.relay.Silent", "method": "Ask"}],
        "timeout": "1s",
        "retryPolicy": {"maxAttempts": 2, "initialBackoff": "0.1s", "maxBackoff": "1s",
          "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]}}],
       "retryThrottling": {"maxTokens": 5, "tokenRatio": 1}}
      """;

  private final PolicyTable table = new PolicyTable();

  @Test
  void givesWhatTheContractStatesOnceWorkedOut() {
    RpcMethod<?, ?> method = StatedMethod.of(Policy.newBuilder().setAttemptTimeout("10ms"));

    assertThat(table.of(method).attemptTimeout()).hasValue(Duration.ofMillis(10));
    assertThat(table.of(method)).isSameAs(table.of(method));
    assertThat(table.retryThrottling()).isEqualTo(RetryThrottling.DEFAULT);
  }

  @Test
  void overridesWhileItRuns() {
    table.of(RelayService.METHOD_HURRY);

    table.override(
        ServiceConfig.parse("{\"methodConfig\": [{\"name\": [{}], \"timeout\": \"1s\"}]}"));
    assertThat(table.of(RelayService.METHOD_HURRY).timeout()).hasValue(Duration.ofSeconds(1));
    assertThat(table.of(RpcMethod.unknown("a.B/C")).timeout())
        .as("without a contract")
        .hasValue(Duration.ofSeconds(1));

    table.override(ServiceConfig.EMPTY);
    assertThat(table.of(RelayService.METHOD_HURRY).timeout()).isEmpty();
    assertThat(table.of(RpcMethod.unknown("a.B/C"))).isEqualTo(MethodResilience.UNSTATED);
  }

  @Test
  void keepsWhatIsInForceWhenItRefuses() {
    ServiceConfig good = ServiceConfig.parse("{\"retryThrottling\": {\"maxTokens\": 7}}");
    table.override(good);
    table.know(List.of(SilentService.METHOD_ASK));

    assertThatThrownBy(() -> table.override(ServiceConfig.parse(RETRY_ASK)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("vertebra.test.relay.Silent/Ask");
    assertThat(table.overrides()).isSameAs(good);
    assertThat(table.retryThrottling().maxTokens()).isEqualTo(7);
  }

  @Test
  void checksMethodsThatHaveBeenCalled() {
    table.of(SilentService.METHOD_ASK);

    assertThatThrownBy(() -> table.override(ServiceConfig.parse(RETRY_ASK)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void checksMethodsThatBecomeKnownLater() {
    table.override(ServiceConfig.parse(RETRY_ASK));

    assertThat(table.of(SilentService.METHOD_ASK).retry()).as("not repeated in the end").isEmpty();
    assertThat(table.of(SilentService.METHOD_ASK).timeout()).hasValue(Duration.ofSeconds(1));
    assertThatThrownBy(() -> table.know(List.of(SilentService.METHOD_ASK)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
