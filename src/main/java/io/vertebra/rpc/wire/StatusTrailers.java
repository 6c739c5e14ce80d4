package io.vertebra.rpc.wire;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcStatus;
import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A call's status in its trailers: {@code grpc-status}, {@code grpc-message} (percent-encoded
 * UTF-8) and {@code grpc-status-details-bin} (a {@code google.rpc.Status}).
 */
public final class StatusTrailers {

  /** The code's header. */
  public static final String STATUS = "grpc-status";

  /** The message's header. */
  public static final String MESSAGE = "grpc-message";

  /** The details' header. */
  public static final String DETAILS = "grpc-status-details-bin";

  /** Percent-encoded: three bytes of UTF-8. */
  private static final int MOST_BYTES_A_CHARACTER = 9;

  /** A tag and the longest length before each detail. */
  private static final int ANY_FRAME_BYTES = 6;

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private StatusTrailers() {}

  /** Adds message, details and trailers of a failure; the code is left to the transport. */
  public static void write(RpcException failure, MultiMap trailers) {
    MetadataHeaders.write(failure.trailers(), trailers);
    RpcStatus status = failure.status();
    if (!status.message().isEmpty()) {
      trailers.set(MESSAGE, percentEncode(status.message()));
    }
    if (!status.details().isEmpty()) {
      byte[] details =
          com.google.rpc.Status.newBuilder()
              .setCode(status.code().number())
              .setMessage(status.message())
              .addAllDetails(status.details())
              .build()
              .toByteArray();
      trailers.set(DETAILS, Base64.getEncoder().withoutPadding().encodeToString(details));
    }
  }

  /**
   * A failure whose trailers a peer takes: one that is too large loses its details and trailers,
   * and keeps its code and the beginning of its message.
   *
   * @param maxBytes what the peer takes
   */
  public static RpcException fitting(RpcException failure, long maxBytes) {
    RpcStatus status = failure.status();
    int kept = (int) Math.min(status.message().length(), room(maxBytes) / MOST_BYTES_A_CHARACTER);
    boolean bare = status.details().isEmpty() && failure.trailers().isEmpty();
    if (bare && kept == status.message().length() || bytes(failure) <= room(maxBytes)) {
      return failure;
    }
    return RpcException.of(RpcStatus.of(status.code(), status.message().substring(0, kept)));
  }

  private static long room(long maxBytes) {
    return Math.max(0, maxBytes - CallLimits.OWN_BYTES);
  }

  /** What the trailers of a failure take beside the code, or a little more. */
  private static long bytes(RpcException failure) {
    RpcStatus status = failure.status();
    long message = percentEncode(status.message()).length();
    long details = status.details().isEmpty() ? 0 : message;
    for (Any detail : status.details()) {
      details += detail.getSerializedSize() + ANY_FRAME_BYTES;
    }
    return message + (details * 4 + 2) / 3 + failure.trailers().headerListBytes();
  }

  /**
   * The failure that trailers tell of.
   *
   * @param trailers the trailers, or the headers of a response that is trailers only
   * @return null when they say OK
   */
  public static RpcException read(MultiMap trailers) {
    RpcCode code = code(trailers.get(STATUS));
    if (code == RpcCode.OK) {
      return null;
    }
    String encoded = trailers.get(MESSAGE);
    String message = encoded == null ? "" : percentDecode(encoded);
    RpcStatus status = RpcStatus.of(code, message);
    for (var detail : details(trailers.get(DETAILS)).getDetailsList()) {
      status = status.withDetail(detail);
    }
    Metadata metadata = MetadataHeaders.read(trailers);
    return RpcException.of(status).withTrailers(metadata);
  }

  private static RpcCode code(String status) {
    if (status == null) {
      return RpcCode.UNKNOWN;
    }
    try {
      return RpcCode.of(Integer.parseInt(status));
    } catch (NumberFormatException malformed) {
      return RpcCode.UNKNOWN;
    }
  }

  private static com.google.rpc.Status details(String base64) {
    if (base64 != null) {
      try {
        return com.google.rpc.Status.parseFrom(Base64.getDecoder().decode(base64));
      } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
        // A peer's broken details must not hide its code and message.
        return com.google.rpc.Status.getDefaultInstance();
      }
    }
    return com.google.rpc.Status.getDefaultInstance();
  }

  static String percentEncode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder encoded = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      if (b >= ' ' && b <= '~' && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
      }
    }
    return encoded.toString();
  }

  static String percentDecode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    int i = 0;
    while (i < encoded.length()) {
      char c = encoded.charAt(i);
      int high = c == '%' && i + 2 < encoded.length() ? hex(encoded.charAt(i + 1)) : -1;
      int low = high >= 0 ? hex(encoded.charAt(i + 2)) : -1;
      if (low >= 0) {
        bytes.write(high << 4 | low);
        i += 3;
      } else {
        bytes.write(c);
        i++;
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int hex(char c) {
    return Character.digit(c, 16);
  }
}
