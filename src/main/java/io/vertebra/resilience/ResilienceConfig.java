package io.vertebra.resilience;

import io.vertebra.config.ByteSize;
import io.vertebra.config.Check;
import io.vertebra.config.ConfigNode;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import java.nio.file.Path;
import java.util.Optional;

/** Resilience of calls: {@code resilience} in the configuration. */
public record ResilienceConfig(
    @Doc("gRPC service config (JSON) that overrides what contracts state, read again when changed")
        Optional<Path> serviceConfig,
    @Doc("Streamed requests kept of one call for another attempt; one that sends more has no other")
        @Default("256KiB")
        ByteSize maxReplaySize) {

  /** The configuration that sets nothing. */
  public static final ResilienceConfig DEFAULT = ConfigNode.empty().bind(ResilienceConfig.class);

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public ResilienceConfig {
    Check.range("maxReplaySize", maxReplaySize, ByteSize.ofKiB(1), ByteSize.ofMiB(64));
  }
}
