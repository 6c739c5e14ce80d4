package io.vertebra.rpc;

/**
 * How large the messages and the metadata of calls may be, on one of their sides.
 *
 * <p>What is beyond a limit is RESOURCE_EXHAUSTED, with the same text whichever way a call travels.
 *
 * @param maxSendBytes the limit on a message that this side sends, before compression
 * @param maxReceiveBytes the limit on a message that this side receives, after decompression
 * @param maxMetadataBytes the limit on the headers, and on the trailers, that this side receives,
 *     counted as {@link Metadata#headerListBytes} does and with what {@link #OWN_BYTES} says
 */
public record CallLimits(int maxSendBytes, int maxReceiveBytes, int maxMetadataBytes) {

  /** Bytes of every header list that are for the headers of HTTP/2 and gRPC themselves. */
  public static final int OWN_BYTES = 640;

  /**
   * Refuses a message that is too large to be sent.
   *
   * @throws RpcException RESOURCE_EXHAUSTED
   */
  public void checkSent(int bytes) {
    checkSent(bytes, maxSendBytes);
  }

  /**
   * Refuses a message that is too large to be sent.
   *
   * @throws RpcException RESOURCE_EXHAUSTED
   */
  public static void checkSent(int bytes, int maxBytes) {
    if (bytes > maxBytes) {
      throw exhausted("message of %d bytes to be sent (expected: at most %d)", bytes, maxBytes);
    }
  }

  /**
   * Refuses a message that is too large to be received.
   *
   * @throws RpcException RESOURCE_EXHAUSTED
   */
  public void checkReceived(int bytes) {
    if (bytes > maxReceiveBytes) {
      throw tooLarge(bytes, maxReceiveBytes);
    }
  }

  /** The failure of a message that is too large to be received. */
  public static RpcException tooLarge(long bytes, int maxBytes) {
    return exhausted("message of %d bytes received (expected: at most %d)", bytes, maxBytes);
  }

  /**
   * Refuses headers or trailers that the peer does not take.
   *
   * @param maxBytes what the peer takes
   * @throws RpcException RESOURCE_EXHAUSTED
   */
  public static void checkMetadata(Metadata metadata, long maxBytes) {
    if (metadata.isEmpty()) {
      return;
    }
    int bytes = metadata.headerListBytes() + OWN_BYTES;
    if (bytes > maxBytes) {
      throw exhausted("metadata of %d bytes to be sent (expected: at most %d)", bytes, maxBytes);
    }
  }

  private static RpcException exhausted(String text, long bytes, long maxBytes) {
    return RpcException.of(RpcCode.RESOURCE_EXHAUSTED, text.formatted(bytes, maxBytes));
  }
}
