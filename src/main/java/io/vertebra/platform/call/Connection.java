package io.vertebra.platform.call;

import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one server of a command, and an event loop to speak to it.
 *
 * <p>For threads that may block.
 */
final class Connection implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final Address address;
  private final Metadata metadata;
  private final Vertx vertx;
  private final Http2Transport transport;
  private final Channel channel;

  /** Starts the event loop; connects with the first call. */
  Connection(Address address, Metadata metadata, ClientConfig config) {
    this.address = address;
    this.metadata = metadata;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    this.transport = new Http2Transport(vertx, config);
    this.channel =
        Channel.builder(vertx, transport.to(address.host(), address.port()))
            .defaultTimeout(config.defaultTimeout())
            .build();
  }

  Address address() {
    return address;
  }

  /** What every call sends along. */
  Metadata metadata() {
    return metadata;
  }

  Channel channel() {
    return channel;
  }

  TimeSource time() {
    return TimeSource.system(vertx);
  }

  /**
   * Waits for what a call gives.
   *
   * @throws RpcException when the call fails
   */
  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException failed) {
      throw RpcException.from(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw RpcException.from(interrupted);
    }
  }

  /** Sends what is still to be sent, such as a cancel, and lets the connection go. */
  @Override
  public void close() {
    Future<Void> closed = transport.close().transform(done -> vertx.close());
    try {
      closed
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException lost) {
      // The process ends with it, and the server sees the connection go.
      return;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
