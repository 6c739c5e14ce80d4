package io.vertebra.client.http2;

import io.vertebra.client.ConnectionConfig;
import io.vertebra.rpc.connection.Keepalive;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long servers may be silent: as configured, and twice as long for one each time that it
 * complains of pings.
 *
 * <p>Safe for use from any thread. Remembers {@value #MAX_SERVERS} servers at most; those that come
 * after are given no more time.
 */
final class Patience {

  private static final int MAX_SERVERS = 1_000;
  private static final int MAX_DOUBLINGS = 10;

  private final ConnectionConfig config;
  private final Map<String, Integer> doublings = new ConcurrentHashMap<>();

  Patience(ConnectionConfig config) {
    this.config = config;
  }

  Keepalive.Times with(String server) {
    int twice = doublings.getOrDefault(server, 0);
    return new Keepalive.Times(
        config.keepaliveTime().multipliedBy(1L << twice), config.keepaliveTimeout());
  }

  void complained(String server) {
    if (doublings.size() < MAX_SERVERS || doublings.containsKey(server)) {
      doublings.merge(server, 1, (before, one) -> Math.min(before + one, MAX_DOUBLINGS));
    }
  }
}
