package io.vertebra.client.http2;

/**
 * What an HTTP/2 transport goes by.
 *
 * @param connectTimeoutMillis how long connecting may take
 * @param maxConnections connections per endpoint and event loop
 * @param maxWaiting calls that wait for a stream per endpoint and event loop; further ones fail
 *     with RESOURCE_EXHAUSTED
 * @param initialWindowBytes the flow-control window of each stream
 * @param connectionWindowBytes the flow-control window of each connection
 * @param maxReceiveBytes the limit on a response message's decompressed size
 */
public record Http2Settings(
    int connectTimeoutMillis,
    int maxConnections,
    int maxWaiting,
    int initialWindowBytes,
    int connectionWindowBytes,
    int maxReceiveBytes) {

  /** 1 s, 4 connections, 10,000 waiting, windows of 64 KiB and 1 MiB, messages up to 4 MiB. */
  public static final Http2Settings DEFAULT =
      new Http2Settings(1_000, 4, 10_000, 65_535, 1 << 20, 4 << 20);
}
