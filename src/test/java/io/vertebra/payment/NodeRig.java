package io.vertebra.payment;

import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.config.ConfigNode;
import io.vertebra.platform.Platform;
import io.vertebra.platform.PlatformConfig;
import io.vertebra.platform.ServiceModule;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node with some modules, and a client of another process's kind: over HTTP/2 on loopback. */
public final class NodeRig implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final Http2Transport http2 = new Http2Transport(vertx, ClientConfig.DEFAULT);
  private final Platform platform;
  private Future<Void> stopped;

  /**
   * Starts a node.
   *
   * @param modulesYaml what stands below {@code modules}, each line indented by two spaces
   */
  public NodeRig(Path dir, String modulesYaml, ServiceModule... modules) {
    String yaml =
        """
        dataDir: "%s"
        server:
          port: 0
          instances: 2
          drainTimeout: 100ms
        admin:
          port: 0
        modules:
        %s
        """
            .formatted(dir, modulesYaml);
    this.platform =
        Platform.of(ConfigNode.parse("test", yaml).bind(PlatformConfig.class), List.of(modules));
    try {
      await(platform.start());
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
  }

  /** Calls over HTTP/2. */
  public Channel remote() {
    return Channel.builder(vertx, http2.to("127.0.0.1", platform.port())).build();
  }

  /** A client with connections of its own. */
  public Outsider outsider() {
    Vertx own = Vertx.vertx();
    Http2Transport transport = new Http2Transport(own, ClientConfig.DEFAULT);
    return new Outsider(
        own, Channel.builder(own, transport.to("127.0.0.1", platform.port())).build());
  }

  /** A client that can go away without a word. */
  public record Outsider(Vertx vertx, Channel channel) {

    /** Closes its sockets. */
    public void vanish() {
      await(vertx.close());
    }
  }

  /** Calls within the node. */
  public Channel local() {
    return platform.channel();
  }

  public int port() {
    return platform.port();
  }

  /** The Vert.x of the client. */
  public Vertx vertx() {
    return vertx;
  }

  /** Reads a stream to its end; fails when it does. */
  public static <T> Future<Void> collect(ReadStream<T> in, BlockingQueue<? super T> into) {
    Promise<Void> done = Promise.promise();
    in.exceptionHandler(done::tryFail);
    in.endHandler(ended -> done.tryComplete());
    in.handler(into::add);
    return done.future();
  }

  /** All messages of a call, once it has ended; fails when it does. */
  public static <T> Future<List<T>> all(Future<ReadStream<T>> call) {
    BlockingQueue<T> messages = new LinkedBlockingQueue<>();
    return call.compose(in -> collect(in, messages)).map(done -> List.copyOf(messages));
  }

  /** The next message, waited for up to ten seconds. */
  public static <T> T next(BlockingQueue<T> messages) {
    try {
      T message = messages.poll(10, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message within 10 s");
      }
      return message;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** The result of an asynchronous call, or what it failed with. */
  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failure.getCause());
    } catch (InterruptedException | TimeoutException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** What an asynchronous call failed with. */
  public static RpcException failureOf(Future<?> future) {
    try {
      Object result = await(future);
      throw new AssertionError("succeeded: " + result);
    } catch (RpcException failure) {
      return failure;
    }
  }

  /** Stops the node, and leaves the client as it is. */
  public synchronized Future<Void> stop() {
    if (stopped == null) {
      stopped = platform.stop();
    }
    return stopped;
  }

  @Override
  public void close() {
    await(http2.close());
    await(stop());
    await(vertx.close());
  }
}
