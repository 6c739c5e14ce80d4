package io.vertebra.proof.resilience;

import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.rpc.Stage;
import io.vertebra.scenario.EchoServer;
import io.vertebra.server.RpcServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** One instance of a service, which fails and takes its time as it is told. */
final class Backend implements Interceptor {

  static final int MILLIS = 2;

  final AtomicLong attempts = new AtomicLong();
  final int port;
  private final SplittableRandom random;
  private final RpcServer server;
  private volatile double failing;
  private volatile int millis = MILLIS;

  /** Starts one; {@code service} does the work of calls that do not fail. */
  Backend(Vertx vertx, long seed, Interceptor service) {
    random = new SplittableRandom(seed);
    server =
        RpcServer.builder(vertx)
            .intercept(Stage.BUSINESS, this)
            .intercept(Stage.LOGGING, service)
            .bind(new EchoServer(vertx).binding())
            .build();
    port = Fleet.await(server.start());
  }

  void fail(double share) {
    failing = share;
  }

  void take(int newMillis) {
    millis = newMillis;
  }

  @Override
  public Future<RpcResponse> intercept(RpcRequest request, RpcHandler next) {
    attempts.incrementAndGet();
    if (draws()) {
      return Future.failedFuture(RpcException.of(RpcCode.UNAVAILABLE, "as told"));
    }
    return request.context().vertxContext().timer(millis).compose(waited -> next.handle(request));
  }

  private synchronized boolean draws() {
    return random.nextDouble() < failing;
  }

  void stop() {
    Fleet.await(server.stop());
  }
}
