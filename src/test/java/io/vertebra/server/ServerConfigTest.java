package io.vertebra.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.config.ByteSize;
import io.vertebra.config.ConfigNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerConfigTest {

  @Test
  void hasTheDocumentedDefaults() {
    ServerConfig config = ServerConfig.DEFAULT;

    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.maxReceiveMessageSize()).isEqualTo(ByteSize.ofMiB(4));
    assertThat(config.maxConcurrentStreams()).isEqualTo(100);
    assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.effectiveInstances()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void changesThePortOnly() {
    assertThat(ServerConfig.DEFAULT.withPort(0))
        .isEqualTo(ConfigNode.parse("test", "port: 0").bind(ServerConfig.class));
  }

  @Test
  void refusesValuesOutOfRangeAllAtOnce() {
    ConfigNode node =
        ConfigNode.parse("t", "{port: 65536, instances: 257, initialWindowSize: 1KiB, host: ''}");

    assertThatThrownBy(() -> node.bind(ServerConfig.class))
        .hasMessage(
            """
            4 problems in the configuration:
              host: "" (expected: some text) [t:1]
              port: 65536 (expected: 0..65535) [t:1]
              instances: 257 (expected: 0..256) [t:1]
              initialWindowSize: 1KiB (expected: 64KiB..1GiB) [t:1]""");
  }
}
