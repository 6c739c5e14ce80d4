package io.vertebra.resilience.retry;

import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcRequest;

/**
 * Sees the attempts of calls that may have several.
 *
 * <p>Called on the call's context.
 */
public interface AttemptWatcher {

  /** Sees nothing. */
  AttemptWatcher NONE = new AttemptWatcher() {};

  /** Why a failed attempt is followed by none. */
  enum Reason {
    /** It is not one of the failures that another attempt may mend, as one of a breaker is not. */
    CODE,
    /** All attempts were made. */
    MAX_ATTEMPTS,
    /** Its server asked for none. */
    PUSHBACK,
    /** Too many of the recent attempts to the target failed. */
    THROTTLE,
    /** Too many other attempts are retries already. */
    BUDGET,
    /** It could not end before the deadline. */
    DEADLINE,
    /** Its requests are too many to be kept. */
    BUFFER
  }

  /** An attempt begins; the first has number 1. */
  default void began(RpcRequest call, int number) {}

  /** An attempt has ended. */
  default void ended(RpcRequest call, int number, Outcome outcome) {}

  /** An attempt follows the one that failed. */
  default void retried(RpcRequest call, RpcException failure, long delayNanos) {}

  /** No attempt follows the one that failed. */
  default void gaveUp(RpcRequest call, RpcException failure, Reason reason) {}
}
