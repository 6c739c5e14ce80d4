package io.vertebra.client;

import io.vertebra.rpc.Metadata;
import io.vertx.core.Handler;
import java.time.Duration;
import java.util.Optional;

/**
 * What a caller asks for beyond the request itself.
 *
 * <p>Immutable; {@code with...} gives a changed copy.
 */
public final class CallOptions {

  /** Nothing asked for: the deadline of the contract or else of the channel, no metadata. */
  public static final CallOptions DEFAULT = new CallOptions(new Builder());

  private final Duration timeout;
  private final Metadata metadata;
  private final String routingKey;
  private final Handler<Metadata> onHeaders;
  private final Handler<Metadata> onTrailers;
  private final CallHandle handle;
  private final boolean compression;

  private CallOptions(Builder builder) {
    this.timeout = builder.timeout;
    this.metadata = builder.metadata;
    this.routingKey = builder.routingKey;
    this.onHeaders = builder.onHeaders;
    this.onTrailers = builder.onTrailers;
    this.handle = builder.handle;
    this.compression = builder.compression;
  }

  /** How long the caller waits at most; an inherited deadline that is earlier stands. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /** The request headers. */
  public Metadata metadata() {
    return metadata;
  }

  /** What balancers with affinity go by. */
  public Optional<String> routingKey() {
    return Optional.ofNullable(routingKey);
  }

  /**
   * These options with a time limit.
   *
   * @param newTimeout zero or less fails the call at once with DEADLINE_EXCEEDED
   */
  public CallOptions withTimeout(Duration newTimeout) {
    Builder builder = new Builder(this);
    builder.timeout = newTimeout;
    return new CallOptions(builder);
  }

  /** These options with more request headers. */
  public CallOptions withMetadata(Metadata more) {
    Builder builder = new Builder(this);
    builder.metadata = metadata.merge(more);
    return new CallOptions(builder);
  }

  /** These options with a key for balancers with affinity. */
  public CallOptions withRoutingKey(String newRoutingKey) {
    Builder builder = new Builder(this);
    builder.routingKey = newRoutingKey;
    return new CallOptions(builder);
  }

  /** These options with an observer of the response headers, called at most once per call. */
  public CallOptions onHeaders(Handler<Metadata> observer) {
    Builder builder = new Builder(this);
    builder.onHeaders = observer;
    return new CallOptions(builder);
  }

  /** These options with an observer of the trailers, those of a failure included. */
  public CallOptions onTrailers(Handler<Metadata> observer) {
    Builder builder = new Builder(this);
    builder.onTrailers = observer;
    return new CallOptions(builder);
  }

  /** Whether requests are compressed with gzip. */
  public boolean compression() {
    return compression;
  }

  /**
   * These options with requests compressed, or not. A server that does not know gzip fails the call
   * with UNIMPLEMENTED; calls within the JVM are never compressed.
   */
  public CallOptions withCompression(boolean compressed) {
    Builder builder = new Builder(this);
    builder.compression = compressed;
    return new CallOptions(builder);
  }

  /** These options with a handle to cancel one call with. */
  public CallOptions withHandle(CallHandle newHandle) {
    Builder builder = new Builder(this);
    builder.handle = newHandle;
    return new CallOptions(builder);
  }

  void headersCame(Metadata headers) {
    if (onHeaders != null) {
      onHeaders.handle(headers);
    }
  }

  void trailersCame(Metadata trailers) {
    if (onTrailers != null) {
      onTrailers.handle(trailers);
    }
  }

  Optional<CallHandle> handle() {
    return Optional.ofNullable(handle);
  }

  private static final class Builder {
    private Duration timeout;
    private Metadata metadata = Metadata.EMPTY;
    private String routingKey;
    private Handler<Metadata> onHeaders;
    private Handler<Metadata> onTrailers;
    private CallHandle handle;
    private boolean compression;

    private Builder() {}

    private Builder(CallOptions options) {
      timeout = options.timeout;
      metadata = options.metadata;
      routingKey = options.routingKey;
      onHeaders = options.onHeaders;
      onTrailers = options.onTrailers;
      handle = options.handle;
      compression = options.compression;
    }
  }
}
