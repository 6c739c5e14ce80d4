package io.vertebra.rpc;

import java.time.Duration;

/**
 * How a call ended, seen once by each who asked to.
 *
 * @param kind what ended it
 * @param failure what the caller is told, or would have been; null when it finished
 * @param elapsed from the call's start to its end
 */
public record Outcome(Kind kind, RpcException failure, Duration elapsed) {

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

  /** What the caller is told, or would have been. */
  public RpcStatus status() {
    return failure == null ? RpcStatus.OK : failure.status();
  }

  /** What lies behind a failure on this side of the wire; null when nothing does. */
  public Throwable cause() {
    return failure == null ? null : failure.getCause();
  }

  /**
   * The failure this end means for those who still wait for something of the call.
   *
   * @return the call's own failure; a call that finished gives CANCELLED
   */
  public RpcException toException() {
    return failure != null ? failure : RpcException.of(RpcCode.CANCELLED, "the call has ended");
  }
}
