package io.vertebra.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The only way a call fails: a {@link RpcStatus} and the trailers that came with it.
 *
 * <p>Immutable. It has no stack trace of its own, because most are made from what a peer sent; a
 * cause, kept on this side of the wire, tells where a failure arose.
 */
public final class RpcException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient RpcStatus status;
  private final transient Metadata trailers;
  private final Outcome.Kind kind;
  private final Reach reach;

  /** How far the call is known to have come. */
  private enum Reach {
    UNKNOWN,
    UNPROCESSED,
    UNSENT
  }

  private RpcException(RpcStatus status, Metadata trailers, Outcome.Kind kind, Throwable cause) {
    this(status, trailers, kind, Reach.UNKNOWN, cause);
  }

  private RpcException(
      RpcStatus status, Metadata trailers, Outcome.Kind kind, Reach reach, Throwable cause) {
    super(status.toString(), cause, false, false);
    if (status.isOk()) {
      throw new IllegalArgumentException("status: OK (expected: a code other than OK)");
    }
    this.status = status;
    this.trailers = Objects.requireNonNull(trailers, "trailers");
    this.kind = kind;
    this.reach = reach;
  }

  /** A failure with a code and a message for developers. */
  public static RpcException of(RpcCode code, String message) {
    return of(RpcStatus.of(code, message));
  }

  /** A failure with a whole status. */
  public static RpcException of(RpcStatus status) {
    return new RpcException(status, Metadata.EMPTY, Outcome.Kind.FAILED, null);
  }

  /** The failure of a call whose connection could not be had, or went away under it. */
  public static RpcException connectionLost(String message, Throwable cause) {
    return new RpcException(
        RpcStatus.of(RpcCode.UNAVAILABLE, message),
        Metadata.EMPTY,
        Outcome.Kind.CONNECTION_LOST,
        cause);
  }

  static RpcException of(Outcome.Kind kind, RpcCode code, String message, Throwable cause) {
    return new RpcException(RpcStatus.of(code, message), Metadata.EMPTY, kind, cause);
  }

  /**
   * Any failure as one of a call.
   *
   * @param failure an {@code RpcException} is returned as it is; anything else becomes {@link
   *     RpcCode#UNKNOWN}, its text staying on this side as the cause
   * @return never null
   */
  public static RpcException from(Throwable failure) {
    if (failure instanceof RpcException rpc) {
      return rpc;
    }
    return new RpcException(
        RpcStatus.of(RpcCode.UNKNOWN, "the service failed unexpectedly"),
        Metadata.EMPTY,
        Outcome.Kind.THROWN,
        failure);
  }

  /** The status. */
  public RpcStatus status() {
    return status;
  }

  /** The status's code. */
  public RpcCode code() {
    return status.code();
  }

  /** The status's details. */
  public List<Any> details() {
    return status.details();
  }

  /** The status's first {@code google.rpc.ErrorInfo}. */
  public Optional<ErrorInfo> info() {
    return status.detail(ErrorInfo.class);
  }

  /** The trailers; the status's own headers are not among them. */
  public Metadata trailers() {
    return trailers;
  }

  /** What kind of end this failure is for the call it fails. */
  public Outcome.Kind kind() {
    return kind;
  }

  /**
   * This failure with a {@code google.rpc.ErrorInfo}.
   *
   * @param reason what went wrong, in UPPER_SNAKE_CASE, stable for programs to act on
   * @param domain who says so, such as {@code account.payment.vertebra.io}
   * @param metadata facts of this case; nothing secret
   */
  public RpcException withInfo(String reason, String domain, Map<String, String> metadata) {
    return withDetail(
        ErrorInfo.newBuilder()
            .setReason(reason)
            .setDomain(domain)
            .putAllMetadata(metadata)
            .build());
  }

  /** This failure with one more detail. */
  public RpcException withDetail(Message detail) {
    return new RpcException(status.withDetail(detail), trailers, kind, reach, getCause());
  }

  /** This failure with these trailers in place of its own. */
  public RpcException withTrailers(Metadata newTrailers) {
    return new RpcException(status, newTrailers, kind, reach, getCause());
  }

  /** This failure with a cause, which never crosses the wire. */
  public RpcException withCause(Throwable cause) {
    return new RpcException(status, trailers, kind, reach, cause);
  }

  /**
   * This failure as one of a call that no service has begun with: it did not leave this side, or
   * the server refused it as a whole. Known on the side of the call only; never crosses a wire.
   */
  public RpcException asUnprocessed() {
    return new RpcException(status, trailers, kind, Reach.UNPROCESSED, getCause());
  }

  /** Whether it is certain that no service has begun with the call, so that it may go elsewhere. */
  public boolean isUnprocessed() {
    return reach != Reach.UNKNOWN;
  }

  /** This failure as one of a call that did not leave this side; it is then unprocessed too. */
  public RpcException asUnsent() {
    return new RpcException(status, trailers, kind, Reach.UNSENT, getCause());
  }

  /** Whether it is certain that the call did not leave this side. */
  public boolean isUnsent() {
    return reach == Reach.UNSENT;
  }

  /** This failure as one of a deadline, whichever side's clock saw it pass. */
  public RpcException asTimedOut() {
    return new RpcException(status, trailers, Outcome.Kind.TIMED_OUT, getCause());
  }

  /** What of this failure crosses a wire, or what stands for one: no cause, no kind. */
  public RpcException asReceived() {
    return new RpcException(status, trailers, Outcome.Kind.FAILED, null);
  }
}
