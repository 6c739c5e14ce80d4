package io.vertebra.server;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import java.time.Duration;

/**
 * What a connection may ask of a server beyond its calls: {@code server.guard} in the
 * configuration.
 *
 * <p>A connection that goes beyond it gets GOAWAY with ENHANCE_YOUR_CALM, and is closed.
 */
public record GuardConfig(
    @Doc("Streams of one connection that may be reset, by either side, in one window")
        @Default("2000")
        int maxResets,
    @Doc("Frames that carry nothing in one window, beyond those that go with calls")
        @Default("1000")
        int maxControlFrames,
    @Doc("How long both are counted, in whole seconds; then from 0 again") @Default("10s")
        Duration window) {

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public GuardConfig {
    Check.range("maxResets", maxResets, 1, 1_000_000_000);
    Check.range("maxControlFrames", maxControlFrames, 100, 1_000_000_000);
    Check.range("window", window, Duration.ofSeconds(1), Duration.ofHours(1));
  }
}
