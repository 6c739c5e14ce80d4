package io.vertebra.proof.soak;

import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the calls of one side that began and ended. */
final class Ledger implements Interceptor {

  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();

  @Override
  public void begin(RpcRequest request) {
    begun.incrementAndGet();
    request.whenEnded(outcome -> ended.incrementAndGet());
  }

  @Override
  public Future<RpcResponse> intercept(RpcRequest request, RpcHandler next) {
    return next.handle(request);
  }

  long begun() {
    return begun.get();
  }

  long open() {
    return begun.get() - ended.get();
  }
}
