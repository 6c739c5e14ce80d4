package io.vertebra.platform;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;

/** The HTTP port of metrics and health: {@code admin} in the configuration. */
public record AdminConfig(
    @Doc("Address of the admin port; 0.0.0.0 is every interface") @Default("127.0.0.1") String host,
    @Doc("TCP port of metrics and health over HTTP; 0 takes a free one") @Default("8081")
        int port) {

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public AdminConfig {
    Check.notBlank("host", host);
    Check.range("port", port, 0, 65535);
  }
}
