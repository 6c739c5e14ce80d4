package io.vertebra.rpc;

import io.vertx.core.Future;

/**
 * Answers calls: a method's function, a transport, or a pipeline in front of either.
 *
 * <p>Called on the call's Vert.x context, never blocks it, never throws.
 */
@FunctionalInterface
public interface RpcHandler {

  /**
   * Answers one call.
   *
   * @return the response once its headers are known; fails with {@link RpcException} only
   */
  Future<RpcResponse> handle(RpcRequest request);
}
