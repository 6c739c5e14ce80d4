package io.vertebra.proof.hostile;

import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client that keeps to the rules and makes one call after another, on a connection of its own.
 */
final class Healthy implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final Http2Transport transport = new Http2Transport(vertx, ClientConfig.DEFAULT);
  private final EchoClient client;
  private final List<Long> nanos = new ArrayList<>();
  private final Thread thread = new Thread(this::callOnAndOn, "healthy client");
  private long failed;
  private volatile boolean isDone;

  Healthy(int port) {
    client = new EchoClient(Channel.builder(vertx, transport.to("127.0.0.1", port)).build());
    thread.setDaemon(true);
    thread.start();
  }

  private void callOnAndOn() {
    while (!isDone) {
      try {
        long begun = System.nanoTime();
        client
            .unary(EchoRequest.getDefaultInstance())
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
        took(System.nanoTime() - begun);
        Thread.sleep(2);
      } catch (InterruptedException over) {
        return;
      } catch (Exception e) {
        fail();
      }
    }
  }

  private synchronized void took(long callNanos) {
    nanos.add(callNanos);
  }

  private synchronized void fail() {
    failed++;
  }

  /** Makes a call with a text of its own. */
  void askFor(String text) {
    client
        .unary(EchoRequest.newBuilder().setText(text).build())
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  /** Forgets the calls up to now. */
  synchronized void forget() {
    nanos.clear();
  }

  /** The 99th percentile of the calls since {@link #forget}, in milliseconds. */
  synchronized double p99Millis() {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[(sorted.length * 99 - 1) / 100] / 1e6;
  }

  /** Calls that have failed, of all. */
  synchronized long failed() {
    return failed;
  }

  @Override
  public void close() {
    isDone = true;
    thread.interrupt();
    transport.close().eventually(vertx::close).toCompletionStage().toCompletableFuture().join();
  }
}
