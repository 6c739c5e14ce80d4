package io.vertebra.proof.cancel;

import io.vertebra.rpc.ServerCall;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.EchoService;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers nobody, and notes when its calls begin and end. */
final class Waiting implements EchoService {

  /** The calls that have begun. */
  final BlockingQueue<ServerCall> begun = new LinkedBlockingQueue<>();

  /** When calls ended, by {@link System#nanoTime}. */
  final BlockingQueue<Long> endedNanos = new LinkedBlockingQueue<>();

  private <T> Future<T> wait(ServerCall call) {
    call.whenEnded(outcome -> endedNanos.add(System.nanoTime()));
    begun.add(call);
    return Promise.<T>promise().future();
  }

  @Override
  public Future<EchoResponse> unary(ServerCall call, EchoRequest request) {
    return wait(call);
  }

  @Override
  public Future<Void> serverStream(
      ServerCall call, EchoRequest request, WriteStream<EchoResponse> responses) {
    return wait(call);
  }

  @Override
  public Future<EchoResponse> clientStream(ServerCall call, ReadStream<EchoRequest> requests) {
    requests.handler(ignored -> {});
    return wait(call);
  }

  @Override
  public Future<Void> bidiStream(
      ServerCall call, ReadStream<EchoRequest> requests, WriteStream<EchoResponse> responses) {
    requests.handler(ignored -> {});
    return wait(call);
  }
}
