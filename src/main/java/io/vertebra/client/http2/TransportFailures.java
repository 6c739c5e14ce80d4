package io.vertebra.client.http2;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;
import io.vertebra.auth.TlsFailure;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcErrorException;
import java.net.ConnectException;
import java.util.Optional;

/**
 * What goes wrong below gRPC, as a status.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md">HTTP to
 *     gRPC status code mapping</a>
 */
final class TransportFailures {

  private TransportFailures() {}

  /** No connection, or no stream on one: the call has not left this side. */
  static RpcException connecting(Throwable cause) {
    if (cause instanceof ConnectionPoolTooBusyException) {
      return RpcException.of(RpcCode.RESOURCE_EXHAUSTED, "too many calls wait for a connection")
          .withCause(cause);
    }
    return RpcException.connectionLost(whyNotConnected(cause), cause).asUnsent();
  }

  private static String whyNotConnected(Throwable cause) {
    Optional<String> tls = TlsFailure.reason(cause);
    if (tls.isPresent()) {
      return tls.get();
    }
    if (cause instanceof HttpClosedException || cause == NetSocketInternal.CLOSED_EXCEPTION) {
      return "the server closed the connection at once (do both sides speak TLS, or neither?)";
    }
    if (cause instanceof ConnectTimeoutException) {
      return "connecting took too long";
    }
    return cause instanceof ConnectException ? "connection refused" : "no connection";
  }

  /** A connection that speaks HTTP/1.1, because the server chose no protocol by ALPN. */
  static RpcException noHttp2() {
    return RpcException.connectionLost("the server does not speak HTTP/2", null);
  }

  /** A connection that went away under the call. */
  static RpcException lost(Throwable cause) {
    if (cause instanceof StreamResetException reset) {
      return answering(GrpcErrorException.create(reset), 0);
    }
    if (cause instanceof HeaderListSizeException) {
      return RpcException.of(
              RpcCode.RESOURCE_EXHAUSTED, "the metadata of the answer is too large to be received")
          .withCause(cause);
    }
    String what = TlsFailure.reason(cause).orElse("the connection of the call was lost");
    return RpcException.connectionLost(what, cause);
  }

  /** A stream that the peer reset. */
  static RpcException reset(GrpcError error) {
    return RpcException.of(RpcCode.of(error.status.code), "the server reset the call: " + error);
  }

  /**
   * An answer that never came, or that is not one of gRPC.
   *
   * @param httpStatus the HTTP status of the answer, 0 when none came
   */
  static RpcException answering(Throwable cause, int httpStatus) {
    if (cause instanceof GrpcErrorException reset) {
      return RpcException.of(RpcCode.of(reset.status().code), "the server reset the call")
          .withCause(cause);
    }
    if (httpStatus == 0) {
      return lost(cause);
    }
    RpcCode code =
        switch (httpStatus) {
          case 400 -> RpcCode.INTERNAL;
          case 401 -> RpcCode.UNAUTHENTICATED;
          case 403 -> RpcCode.PERMISSION_DENIED;
          case 404 -> RpcCode.UNIMPLEMENTED;
          case 431 -> RpcCode.RESOURCE_EXHAUSTED;
          case 429, 502, 503, 504 -> RpcCode.UNAVAILABLE;
          default -> RpcCode.UNKNOWN;
        };
    return RpcException.of(code, "HTTP status " + httpStatus + ", which is no answer of gRPC")
        .withCause(cause);
  }
}
