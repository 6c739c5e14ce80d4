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
}
