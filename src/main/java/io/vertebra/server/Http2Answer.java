package io.vertebra.server;

import com.google.protobuf.Message;
import io.vertebra.rpc.CallCompression;
import io.vertebra.rpc.CallLifecycle;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.rpc.connection.Http2Peer;
import io.vertebra.rpc.wire.Framing;
import io.vertebra.rpc.wire.MessageWriter;
import io.vertebra.rpc.wire.MetadataHeaders;
import io.vertebra.rpc.wire.StatusTrailers;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.impl.GrpcWriteStreamBase;
import io.vertx.grpc.server.GrpcServerResponse;

/**
 * What one call over HTTP/2 answers: headers, messages, and the status that ends it.
 *
 * <p>vertx-grpc carries headers, status and trailers; message bytes pass through {@link
 * MessageWriter}. Lives on the stream's own duplicated context.
 */
final class Http2Answer {

  private static final long CANCEL = 8;

  private final ServerPath path;
  private final HttpServerRequest http;
  private final GrpcServerResponse<Buffer, Buffer> out;
  private final CallLifecycle life;
  private final CallCompression compression;
  private MessageWriter writer;
  private ReadStream<Message> messages;
  private boolean sent;

  /** Nothing sent yet. */
  Http2Answer(
      ServerPath path,
      HttpServerRequest http,
      GrpcServerResponse<Buffer, Buffer> out,
      CallLifecycle life,
      CallCompression compression) {
    this.path = path;
    this.http = http;
    this.out = out;
    this.life = life;
    this.compression = compression;
  }

  /** Whether all of it was handed over to be sent. */
  boolean isSent() {
    return sent;
  }

  void send(RpcResponse response) {
    if (sent || life.isEnded()) {
      return;
    }
    try {
      CallLimits.checkMetadata(response.headers(), taken());
    } catch (RpcException tooLarge) {
      send(tooLarge);
      return;
    }
    MetadataHeaders.write(response.headers(), out.headers());
    if (response.messages().isStream()) {
      writeHead();
      messages = response.messages().stream();
      writer.writeAll(
          messages,
          (done, cause) -> {
            if (cause == null) {
              sendOk(response, null);
            } else if (cause instanceof RpcException failure) {
              send(failure);
            } else {
              life.lose(cause);
            }
          });
      return;
    }
    Future<Message> one = response.messages().one();
    if (!one.isComplete()) {
      writeHead();
    }
    one.onComplete(
        (message, cause) -> {
          if (cause == null) {
            sendOk(response, message);
          } else {
            send(RpcException.from(cause));
          }
        });
  }

  private void writeHead() {
    CallCompression announced = Framing.announce(compression, out);
    // On the base class only, which the interface hides.
    ((GrpcWriteStreamBase<?, ?>) out).writeHead();
    writer =
        path.framing()
            .streamWriter(
                out, http.response(), life.context(), path.limits().maxSendBytes(), announced);
  }

  /** The largest metadata that the client says it takes. */
  private long taken() {
    return Http2Peer.maxMetadataBytes(
        ((HttpServerConnection) http.connection()).channelHandlerContext());
  }

  private void sendOk(RpcResponse response, Message message) {
    if (sent || life.isEnded()) {
      return;
    }
    Metadata trailers = response.trailers();
    try {
      CallLimits.checkMetadata(trailers, taken());
    } catch (RpcException tooLarge) {
      send(tooLarge);
      return;
    }
    Future<Void> written = message == null ? Future.succeededFuture() : write(message);
    if (written.cause() instanceof RpcException refused) {
      send(refused);
      return;
    }
    sent = true;
    MetadataHeaders.write(trailers, out.trailers());
    end(null);
  }

  private Future<Void> write(Message message) {
    if (writer == null) {
      CallCompression announced = Framing.announce(compression, out);
      writer = path.framing().oneWriter(out, path.limits().maxSendBytes(), announced);
    }
    return writer.write(message);
  }

  private void flush() {
    if (writer != null) {
      writer.flush();
    }
  }

  void send(RpcException failure) {
    if (sent || life.isEnded()) {
      return;
    }
    sent = true;
    writeFailure(failure);
    end(failure);
  }

  private void writeFailure(RpcException failure) {
    HttpServerResponse response = http.response();
    if (!response.headWritten()) {
      // Vert.x says how long an empty body is; to gRPC clients that is one more piece of metadata.
      response.headersEndHandler(last -> response.headers().remove(HttpHeaders.CONTENT_LENGTH));
    }
    out.status(GrpcStatus.valueOf(failure.code().number()));
    MultiMap trailers = out.trailers();
    StatusTrailers.write(StatusTrailers.fitting(failure, taken()), trailers);
  }

  private void end(RpcException failure) {
    flush();
    out.end()
        .onComplete(
            (written, cause) -> {
              if (cause != null) {
                life.lose(cause);
              } else if (failure != null) {
                life.fail(failure);
              } else {
                life.finish();
              }
            });
  }

  /**
   * The call has ended, before its answer or with it.
   *
   * @param peerGone whether nobody is there to be told
   */
  void ended(Outcome outcome, boolean peerGone) {
    if (messages != null && !outcome.isOk()) {
      // What waits there is not sent any more.
      messages.handler(null);
    }
    if (peerGone) {
      return;
    }
    if (!sent) {
      sent = true;
      writeFailure(outcome.toException());
      flush();
      out.end();
    } else if (outcome.kind() == Outcome.Kind.TIMED_OUT
        || outcome.kind() == Outcome.Kind.CANCELLED) {
      // The answer waits for a client that does not read.
      http.response().reset(CANCEL);
    }
  }
}
