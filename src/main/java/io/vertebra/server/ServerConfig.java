package io.vertebra.server;

import io.vertebra.config.ByteSize;
import java.time.Duration;

public record ServerConfig(
    String host,
    int port,
    int instances,
    ByteSize maxReceiveMessageSize,
    int maxConcurrentStreams,
    ByteSize initialWindowSize,
    ByteSize connectionWindowSize,
    Duration drainTimeout) {
  public static final ServerConfig DEFAULT =
      new ServerConfig(
          "127.0.0.1",
          0,
          2,
          ByteSize.ofMiB(4),
          100,
          ByteSize.ofKiB(64),
          ByteSize.ofMiB(1),
          Duration.ofSeconds(10));

  public int effectiveInstances() {
    return instances == 0 ? Runtime.getRuntime().availableProcessors() : instances;
  }
}
