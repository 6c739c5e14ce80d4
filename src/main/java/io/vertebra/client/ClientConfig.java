package io.vertebra.client;

import io.vertebra.auth.ClientTlsConfig;
import io.vertebra.config.ByteSize;
import io.vertebra.config.Check;
import io.vertebra.config.ConfigNode;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertebra.rpc.CallLimits;
import java.time.Duration;

/** Outgoing calls: {@code client} in the configuration. */
public record ClientConfig(
    @Doc("How long a unary call may take when caller, contract and inherited deadline say nothing")
        @Default("15s")
        Duration defaultTimeout,
    @Doc("How long connecting to an endpoint may take") @Default("1s") Duration connectTimeout,
    @Doc("Most HTTP/2 connections that an event loop opens to one endpoint") @Default("4")
        int maxConnectionsPerEndpoint,
    @Doc("Calls of an event loop that may wait for a stream to one endpoint; more are refused")
        @Default("10000")
        int maxWaitingCalls,
    @Doc("Bytes that a server may send on a stream ahead of its reader") @Default("256KiB")
        ByteSize initialWindowSize,
    @Doc("Bytes that a server may send on a connection, all its streams together") @Default("32MiB")
        ByteSize connectionWindowSize,
    @Doc("Largest response message, counted after decompression") @Default("4MiB")
        ByteSize maxReceiveMessageSize,
    @Doc("Largest request message, counted before compression") @Default("4MiB")
        ByteSize maxSendMessageSize,
    @Doc("Largest metadata of an answer, as HTTP/2 counts it: 32 bytes for each entry are added")
        @Default("8KiB")
        ByteSize maxMetadataSize,
    @Doc("How the endpoint of a call is picked") @Default("round_robin") LoadBalancer loadBalancer,
    ConnectionConfig connection,
    ClientTlsConfig tls) {

  /** The configuration that sets nothing. */
  public static final ClientConfig DEFAULT = ConfigNode.empty().bind(ClientConfig.class);

  /** The ways to pick an endpoint. */
  public enum LoadBalancer {
    /** Each endpoint in its turn. */
    ROUND_ROBIN
  }

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public ClientConfig {
    Check.range("defaultTimeout", defaultTimeout, Duration.ofMillis(1), Duration.ofHours(1));
    Check.range("connectTimeout", connectTimeout, Duration.ofMillis(1), Duration.ofMinutes(1));
    Check.range("maxConnectionsPerEndpoint", maxConnectionsPerEndpoint, 1, 64);
    Check.range("maxWaitingCalls", maxWaitingCalls, 1, 1_000_000);
    Check.range("initialWindowSize", initialWindowSize, ByteSize.ofKiB(64), ByteSize.ofMiB(1024));
    Check.range(
        "connectionWindowSize", connectionWindowSize, ByteSize.ofKiB(64), ByteSize.ofMiB(1024));
    Check.range(
        "maxReceiveMessageSize", maxReceiveMessageSize, ByteSize.ofKiB(1), ByteSize.ofMiB(1024));
    Check.range("maxSendMessageSize", maxSendMessageSize, ByteSize.ofKiB(1), ByteSize.ofMiB(1024));
    Check.range("maxMetadataSize", maxMetadataSize, ByteSize.ofKiB(1), ByteSize.ofMiB(1));
  }

  /** The limits on the messages and the metadata of a call. */
  public CallLimits limits() {
    return new CallLimits(
        maxSendMessageSize.intBytes(),
        maxReceiveMessageSize.intBytes(),
        maxMetadataSize.intBytes());
  }

  /** These settings with another limit on response messages. */
  public ClientConfig withMaxReceiveMessageSize(ByteSize newMaxReceiveMessageSize) {
    return new ClientConfig(
        defaultTimeout,
        connectTimeout,
        maxConnectionsPerEndpoint,
        maxWaitingCalls,
        initialWindowSize,
        connectionWindowSize,
        newMaxReceiveMessageSize,
        maxSendMessageSize,
        maxMetadataSize,
        loadBalancer,
        connection,
        tls);
  }

  /** These settings with TLS, or without. */
  public ClientConfig withTls(ClientTlsConfig newTls) {
    return new ClientConfig(
        defaultTimeout,
        connectTimeout,
        maxConnectionsPerEndpoint,
        maxWaitingCalls,
        initialWindowSize,
        connectionWindowSize,
        maxReceiveMessageSize,
        maxSendMessageSize,
        maxMetadataSize,
        loadBalancer,
        connection,
        newTls);
  }
}
