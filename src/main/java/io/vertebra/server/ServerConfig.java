package io.vertebra.server;

import io.vertebra.auth.ServerTlsConfig;
import io.vertebra.config.ByteSize;
import io.vertebra.config.Check;
import io.vertebra.config.ConfigNode;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertebra.rpc.CallLimits;
import java.time.Duration;

/** The gRPC server: {@code server} in the configuration. */
public record ServerConfig(
    @Doc("Address to listen on; 0.0.0.0 is every interface") @Default("127.0.0.1") String host,
    @Doc("TCP port to listen on; 0 takes a free one") @Default("8080") int port,
    @Doc("Server verticles, each on its own event loop; 0 is one for each processor") @Default("0")
        int instances,
    @Doc("Largest request message, counted after decompression") @Default("4MiB")
        ByteSize maxReceiveMessageSize,
    @Doc("Largest response message, counted before compression") @Default("4MiB")
        ByteSize maxSendMessageSize,
    @Doc("Largest metadata of a request, as HTTP/2 counts it: 32 bytes for each entry are added")
        @Default("8KiB")
        ByteSize maxMetadataSize,
    @Doc("Calls that one connection may have open at once") @Default("100")
        int maxConcurrentStreams,
    @Doc("Bytes that a client may send on a stream ahead of its reader") @Default("256KiB")
        ByteSize initialWindowSize,
    @Doc("Bytes that a client may send on a connection, all its streams together") @Default("32MiB")
        ByteSize connectionWindowSize,
    @Doc("How long a stop waits for the calls that are running before it cancels them")
        @Default("10s")
        Duration drainTimeout,
    ConnectionConfig connection,
    GuardConfig guard,
    ServerTlsConfig tls) {

  /** The configuration that sets nothing. */
  public static final ServerConfig DEFAULT = ConfigNode.empty().bind(ServerConfig.class);

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public ServerConfig {
    Check.notBlank("host", host);
    Check.range("port", port, 0, 65535);
    Check.range("instances", instances, 0, 256);
    Check.range(
        "maxReceiveMessageSize", maxReceiveMessageSize, ByteSize.ofKiB(1), ByteSize.ofMiB(1024));
    Check.range("maxSendMessageSize", maxSendMessageSize, ByteSize.ofKiB(1), ByteSize.ofMiB(1024));
    Check.range("maxMetadataSize", maxMetadataSize, ByteSize.ofKiB(1), ByteSize.ofMiB(1));
    Check.range("maxConcurrentStreams", maxConcurrentStreams, 1, 1_000_000);
    Check.range("initialWindowSize", initialWindowSize, ByteSize.ofKiB(64), ByteSize.ofMiB(1024));
    Check.range(
        "connectionWindowSize", connectionWindowSize, ByteSize.ofKiB(64), ByteSize.ofMiB(1024));
    Check.range("drainTimeout", drainTimeout, Duration.ZERO, Duration.ofMinutes(10));
  }

  /** The same on another port. */
  public ServerConfig withPort(int newPort) {
    return new ServerConfig(
        host,
        newPort,
        instances,
        maxReceiveMessageSize,
        maxSendMessageSize,
        maxMetadataSize,
        maxConcurrentStreams,
        initialWindowSize,
        connectionWindowSize,
        drainTimeout,
        connection,
        guard,
        tls);
  }

  /** The same with another limit to the drain. */
  public ServerConfig withDrainTimeout(Duration newDrainTimeout) {
    return new ServerConfig(
        host,
        port,
        instances,
        maxReceiveMessageSize,
        maxSendMessageSize,
        maxMetadataSize,
        maxConcurrentStreams,
        initialWindowSize,
        connectionWindowSize,
        newDrainTimeout,
        connection,
        guard,
        tls);
  }

  /** The same with TLS, or without. */
  public ServerConfig withTls(ServerTlsConfig newTls) {
    return new ServerConfig(
        host,
        port,
        instances,
        maxReceiveMessageSize,
        maxSendMessageSize,
        maxMetadataSize,
        maxConcurrentStreams,
        initialWindowSize,
        connectionWindowSize,
        drainTimeout,
        connection,
        guard,
        newTls);
  }

  /** The limits on the messages and the metadata of a call. */
  public CallLimits limits() {
    return new CallLimits(
        maxSendMessageSize.intBytes(),
        maxReceiveMessageSize.intBytes(),
        maxMetadataSize.intBytes());
  }

  /** The number of verticles, 1 or more. */
  public int effectiveInstances() {
    return instances == 0 ? Runtime.getRuntime().availableProcessors() : instances;
  }
}
