package io.vertebra.rpc;

import java.time.Duration;

/**
 * How a call ended, seen once by each who asked to.
 *
 * @param kind what ended it
 * @param status what the caller is told, or would have been
 * @param elapsed from the call's start to its end
 * @param cause what lies behind a failure on this side of the wire; null when nothing does
 */
public record Outcome(Kind kind, RpcStatus status, Duration elapsed, Throwable cause) {

  /** What ended a call. */
  public enum Kind {
    /** With status OK. */
    FINISHED,
    /** With a status that a handler, an interceptor or the peer chose. */
    FAILED,
    /** By an exception that nobody meant as a status. */
    THROWN,
    /** By its deadline. */
    TIMED_OUT,
    /** By whoever made the call, or by the end of the call it was made for. */
    CANCELLED,
    /** By the loss of its connection, or because none was to be had. */
    CONNECTION_LOST
  }

  /** Whether the call ended with status OK. */
  public boolean isOk() {
    return kind == Kind.FINISHED;
  }

  /**
   * The failure this end means for those who still wait for the call.
   *
   * @return a failure with this outcome's status; a call that had finished cannot be waited for any
   *     more and gives CANCELLED
   */
  public RpcException toException() {
    return isOk()
        ? RpcException.of(RpcCode.CANCELLED, "the call has ended")
        : RpcException.of(this);
  }
}
