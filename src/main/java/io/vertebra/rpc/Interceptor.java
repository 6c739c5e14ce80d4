package io.vertebra.rpc;

import io.vertx.core.Future;

/**
 * A step of the path of every call: the same type for client and server and for all four modes.
 *
 * <p>It may reject a call by a failed future, change what it passes on, or change what comes back.
 * One instance serves all calls of its pipeline, from all event loops, so it keeps no state between
 * calls but in a component of its own.
 *
 * <pre>{@code
 * Interceptor tenant = (request, next) ->
 *     request.metadata().get("tenant") == null
 *         ? Future.failedFuture(RpcException.of(RpcCode.UNAUTHENTICATED, "tenant: missing"))
 *         : next.handle(request);
 * }</pre>
 */
@FunctionalInterface
public interface Interceptor {

  /**
   * Handles one call, usually by handing it on.
   *
   * @param request the call
   * @param next the rest of the path; to be called at most once
   * @return the response; a failure that is no {@link RpcException}, or a throw, becomes UNKNOWN
   */
  Future<RpcResponse> intercept(RpcRequest request, RpcHandler next);

  /**
   * Sees a call before any interceptor of the pipeline handles it. Whoever records the end of every
   * call, rejected ones too, registers its {@link RpcRequest#whenEnded} here.
   */
  default void begin(RpcRequest request) {}
}
