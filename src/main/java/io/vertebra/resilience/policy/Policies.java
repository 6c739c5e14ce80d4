package io.vertebra.resilience.policy;

import io.vertebra.rpc.RpcMethod;

/**
 * What holds for each method now.
 *
 * <p>Asked once per call, from all event loops at once; never blocks.
 */
@FunctionalInterface
public interface Policies {

  /** What holds for a call of a method that begins now. */
  MethodResilience of(RpcMethod<?, ?> method);
}
