package io.vertebra.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.config.ByteSize;
import io.vertebra.config.ConfigNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientConfigTest {

  @Test
  void hasTheDocumentedDefaults() {
    ClientConfig config = ClientConfig.DEFAULT;

    assertThat(config.defaultTimeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.maxReceiveMessageSize()).isEqualTo(ByteSize.ofMiB(4));
    assertThat(config.loadBalancer()).isEqualTo(ClientConfig.LoadBalancer.ROUND_ROBIN);
  }

  @Test
  void refusesABalancerThatThereIsNot() {
    ConfigNode node = ConfigNode.parse("t", "loadBalancer: random");

    assertThatThrownBy(() -> node.bind(ClientConfig.class))
        .hasMessage("loadBalancer: random (expected: round_robin) [t:1]");
  }

  @Test
  void refusesAnIdleTimeThatWouldBeRoundedToNone() {
    ConfigNode node = ConfigNode.parse("t", "connection: {maxIdle: 500ms}");

    assertThatThrownBy(() -> node.bind(ClientConfig.class))
        .hasMessage("connection.maxIdle: 500ms (expected: 0s, or 1s..1d) [t:1]");
  }

  @Test
  void refusesABackoffWhoseMostIsLessThanItsFirst() {
    ConfigNode node = ConfigNode.parse("t", "connection: {backoff: {initial: 2s, max: 1s}}");

    assertThatThrownBy(() -> node.bind(ClientConfig.class))
        .hasMessageContaining("max: 1s (expected: 2s..1h)");
  }
}
