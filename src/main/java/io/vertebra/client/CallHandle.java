package io.vertebra.client;

import io.vertebra.rpc.CallContext;

/**
 * Cancels a call from outside of it.
 *
 * <p>Made by the caller, given along in {@link CallOptions}, good for one call. Safe for use from
 * any thread, before the call as well: a call whose handle was cancelled is never sent.
 */
public final class CallHandle {

  private String reason;
  private CallContext call;

  /**
   * Cancels the call; without effect when it has ended.
   *
   * @param newReason for logs on both sides; nothing secret
   */
  public void cancel(String newReason) {
    CallContext running;
    synchronized (this) {
      if (reason == null) {
        reason = newReason;
      }
      running = call;
    }
    if (running != null) {
      running.cancel(newReason);
    }
  }

  /**
   * Ties this handle to a call.
   *
   * @throws IllegalStateException when it belongs to another
   */
  void attach(CallContext started) {
    String early;
    synchronized (this) {
      if (call != null) {
        throw new IllegalStateException("handle: used twice (expected: one call per handle)");
      }
      call = started;
      early = reason;
    }
    if (early != null) {
      started.cancel(early);
    }
  }
}
