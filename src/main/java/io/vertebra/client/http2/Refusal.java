package io.vertebra.client.http2;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcErrorException;

/**
 * Whether it is certain that a server has not begun with a call that failed: it refused the stream,
 * went away before it took it, or never got one.
 *
 * <p>For the event loop of the connection.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-8.7">RFC 9113, 8.7</a>
 */
final class Refusal {

  private static final int NO_STREAM = 0;

  private Refusal() {}

  /**
   * Asked when a call fails that got no answer.
   *
   * @param http the call, opened
   * @param cause why it failed
   */
  static boolean isCertain(HttpClientRequest http, Throwable cause) {
    return isRefusedStream(cause) || isNotTaken(http);
  }

  private static boolean isRefusedStream(Throwable cause) {
    return cause instanceof GrpcErrorException reset && reset.error() == GrpcError.UNAVAILABLE
        || cause instanceof StreamResetException raw
            && raw.getCode() == GrpcError.UNAVAILABLE.http2ResetCode;
  }

  private static boolean isNotTaken(HttpClientRequest http) {
    int stream = stream(http);
    if (stream == NO_STREAM) {
      return true;
    }
    // Netty knows the last GOAWAY of several, Vert.x the first.
    Http2Connection connection = connection(http);
    return connection != null
        && connection.goAwayReceived()
        && stream > connection.local().lastStreamKnownByPeer();
  }

  /** Whether the server has asked for no more streams on the connection of a call not yet sent. */
  static boolean isGoing(HttpClientRequest http) {
    Http2Connection connection = connection(http);
    return connection != null && connection.goAwayReceived();
  }

  /** Null when the connection does not speak HTTP/2. */
  private static Http2Connection connection(HttpClientRequest http) {
    return ((HttpClientConnectionInternal) http.connection()).channelHandlerContext().handler()
            instanceof Http2ConnectionHandler handler
        ? handler.connection()
        : null;
  }

  /** Vert.x opens a stream with the headers, and has no way to ask whether it has. */
  private static int stream(HttpClientRequest http) {
    try {
      return http.streamId();
    } catch (NullPointerException none) {
      return NO_STREAM;
    }
  }
}
