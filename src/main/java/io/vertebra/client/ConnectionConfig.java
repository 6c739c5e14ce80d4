package io.vertebra.client;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import java.time.Duration;

/** How a client keeps its connections: {@code client.connection} in the configuration. */
public record ConnectionConfig(
    @Doc("How long a server may be silent, while calls run, before it is pinged") @Default("30s")
        Duration keepaliveTime,
    @Doc("How long a server may be silent after that; its connection is then closed")
        @Default("20s")
        Duration keepaliveTimeout,
    @Doc("How long a connection without calls is kept, in whole seconds; 0s is for ever")
        @Default("60s")
        Duration maxIdle,
    BackoffConfig backoff) {

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public ConnectionConfig {
    Duration longest = Duration.ofHours(24);
    Check.range("keepaliveTime", keepaliveTime, Duration.ofMillis(10), longest);
    Check.range("keepaliveTimeout", keepaliveTimeout, Duration.ofMillis(10), longest);
    boolean isRange = maxIdle.toSeconds() >= 1 && maxIdle.compareTo(longest) <= 0;
    Check.that(maxIdle.isZero() || isRange, "maxIdle", maxIdle.toMillis() + "ms", "0s, or 1s..1d");
  }

  /** When an address that could not be connected to is tried again. */
  public record BackoffConfig(
      @Doc(
              "How long an address is left alone after the first failure to connect, 20 % more or less")
          @Default("100ms")
          Duration initial,
      @Doc("How long at most; each further failure waits 1.6 times as long as the one before")
          @Default("10s")
          Duration max) {

    /**
     * @throws IllegalArgumentException when a value is out of its range
     */
    public BackoffConfig {
      Check.range("initial", initial, Duration.ofMillis(1), Duration.ofMinutes(10));
      Check.range("max", max, Duration.ofMillis(1), Duration.ofHours(1));
      Check.range("max", max, initial, Duration.ofHours(1));
    }
  }
}
