package io.vertebra.rpc;

/**
 * The status codes of gRPC, by their own names and numbers.
 *
 * @see <a href="https://grpc.github.io/grpc/core/md_doc_statuscodes.html">gRPC status codes</a>
 */
public enum RpcCode {
  OK,
  CANCELLED,
  UNKNOWN,
  INVALID_ARGUMENT,
  DEADLINE_EXCEEDED,
  NOT_FOUND,
  ALREADY_EXISTS,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION,
  ABORTED,
  OUT_OF_RANGE,
  UNIMPLEMENTED,
  INTERNAL,
  UNAVAILABLE,
  DATA_LOSS,
  UNAUTHENTICATED;

  private static final RpcCode[] BY_NUMBER = values();

  /**
   * The number on the wire.
   *
   * @return 0 to 16
   */
  public int number() {
    return ordinal();
  }

  /**
   * The code of a number read from the wire.
   *
   * @param number any number
   * @return its code; {@link #UNKNOWN} for a number gRPC does not define, as gRPC asks
   */
  public static RpcCode of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
  }
}
