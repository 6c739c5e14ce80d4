package io.vertebra.server;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertebra.rpc.connection.Keepalive;
import java.time.Duration;

/** How long a server keeps a connection: {@code server.connection} in the configuration. */
public record ConnectionConfig(
    @Doc("How long a new connection has for TLS, and again until HTTP/2 has begun") @Default("10s")
        Duration handshakeTimeout,
    @Doc("How long a client may be silent before it is pinged") @Default("30s")
        Duration keepaliveTime,
    @Doc("How long a client may be silent after that; its connection is then closed")
        @Default("20s")
        Duration keepaliveTimeout,
    @Doc(
            "How long a connection may be without calls before its client is told to go; 0s is for ever")
        @Default("0s")
        Duration maxIdle,
    @Doc(
            "How old a connection may be, 10 % more or less, before its client is told to go; 0s is any")
        @Default("0s")
        Duration maxAge,
    @Doc("How long the calls may go on of a client that was told to go for age or idleness")
        @Default("5m")
        Duration maxAgeGrace) {

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public ConnectionConfig {
    Duration longest = Duration.ofHours(24);
    Duration shortest = Duration.ofMillis(10);
    Check.range("handshakeTimeout", handshakeTimeout, shortest, Duration.ofMinutes(10));
    Check.range("keepaliveTime", keepaliveTime, shortest, longest);
    Check.range("keepaliveTimeout", keepaliveTimeout, shortest, longest);
    Check.range("maxIdle", maxIdle, Duration.ZERO, longest);
    Check.range("maxAge", maxAge, Duration.ZERO, Duration.ofDays(7));
    Check.range("maxAgeGrace", maxAgeGrace, Duration.ZERO, longest);
  }

  Keepalive.Times keepalive() {
    return new Keepalive.Times(keepaliveTime, keepaliveTimeout);
  }
}
