package io.vertebra.client.http2;

import io.vertebra.client.ConnectionConfig.BackoffConfig;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.Jitter;
import io.vertebra.time.TimeSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Which addresses are left alone for now, because they could not be connected to.
 *
 * <p>Lives on one event loop. Keeps an address from the first failure until it is connected to, or
 * until nobody has tried it for longer than the longest backoff.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md">gRPC connection
 *     backoff</a>
 */
final class ConnectBackoff {

  private static final double FACTOR = 1.6;
  private static final double JITTER = 0.2;

  private record Address(String host, int port) {}

  private record Failure(RpcException last, long delayNanos, long untilNanos) {}

  private final BackoffConfig config;
  private final TimeSource time;
  private final Jitter jitter;
  private final Map<Address, Failure> failures = new HashMap<>();

  ConnectBackoff(BackoffConfig config, TimeSource time, Jitter jitter) {
    this.config = config;
    this.time = time;
    this.jitter = jitter;
  }

  /** Why an address is not to be tried now; null when it may be. */
  RpcException refusal(String host, int port) {
    if (failures.isEmpty()) {
      return null;
    }
    Failure failure = failures.get(new Address(host, port));
    return failure == null || failure.untilNanos <= time.nanos() ? null : failure.last;
  }

  /** Connecting failed. Attempts that ran at the same time count as one. */
  void failed(String host, int port, RpcException why) {
    Address address = new Address(host, port);
    long now = time.nanos();
    Failure before = failures.get(address);
    if (before == null) {
      failures.values().removeIf(old -> now - old.untilNanos > config.max().toNanos());
    } else if (now < before.untilNanos) {
      return;
    }
    long delay = before == null ? config.initial().toNanos() : longer(before.delayNanos);
    failures.put(address, new Failure(why, delay, now + jitter.near(delay, JITTER)));
  }

  private long longer(long delayNanos) {
    return Math.min(config.max().toNanos(), Math.round(delayNanos * FACTOR));
  }

  /** There is a connection. */
  void connected(String host, int port) {
    if (!failures.isEmpty()) {
      failures.remove(new Address(host, port));
    }
  }
}
