package io.vertebra.client;

import io.vertebra.rpc.CallCompression;
import io.vertebra.rpc.CallContext;

/**
 * Cancels a call from outside of it, and says how its messages are compressed.
 *
 * <p>Made by the caller, given along in {@link CallOptions}, good for one call. Safe for use from
 * any thread, before the call as well: a call whose handle was cancelled is never sent.
 */
public final class CallHandle {

  private String reason;
  private CallContext call;
  private volatile CallCompression compression = CallCompression.none();

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
   * Compresses the requests that are written from now on, or no longer does. For a call that was
   * started {@linkplain CallOptions#withCompression with compression}; without effect on others.
   */
  public void compress(boolean compressed) {
    compression.send(compressed);
  }

  /** Whether the response that came last was compressed. */
  public boolean isCompressed() {
    return compression.isReceived();
  }

  /** Ties this handle to the compression of a call, ahead of the call itself. */
  void compresses(CallCompression ofMessages) {
    compression = ofMessages;
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
