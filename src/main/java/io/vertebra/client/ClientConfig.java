package io.vertebra.client;

import java.time.Duration;

public record ClientConfig(Duration defaultTimeout) {
  public static final ClientConfig DEFAULT = new ClientConfig(Duration.ofSeconds(15));
}
