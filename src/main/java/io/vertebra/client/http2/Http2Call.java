package io.vertebra.client.http2;

import com.google.protobuf.Message;
import io.vertebra.rpc.CallCompression;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.Deadline;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.rpc.connection.Http2Peer;
import io.vertebra.rpc.wire.Framing;
import io.vertebra.rpc.wire.MessageReader;
import io.vertebra.rpc.wire.MessageWriter;
import io.vertebra.rpc.wire.MetadataHeaders;
import io.vertebra.rpc.wire.StatusTrailers;
import io.vertebra.rpc.wire.TimeoutHeader;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.impl.GrpcClientRequestImpl;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcErrorException;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;

/**
 * One call over HTTP/2.
 *
 * <p>vertx-grpc's own request and response negotiate and carry headers, status, trailers and
 * resets; message bytes pass through {@link MessageWriter} and {@link MessageReader}. Lives on the
 * call's context.
 */
final class Http2Call {

  private static final long CANCEL = 8;

  /** How many connections are asked for, when servers take back those that they have given. */
  private static final int MAX_OPENS = 3;

  /**
   * How long after a deadline the server may end the call by itself, as it knows the deadline too.
   * A reset at once would overtake it there, and many of them look like an attack.
   */
  private static final long DEADLINE_GRACE_NANOS = 500_000_000L;

  private final RpcRequest request;
  private final CallLimits limits;
  private final Framing framing;
  private final Promise<RpcResponse> result;
  private HttpClientRequest http;
  private GrpcClientRequestImpl<Buffer, Buffer> out;
  private GrpcClientResponse<Buffer, Buffer> in;
  private MessageReader reader;
  private HttpClientResponse body;
  private int httpStatus;
  private boolean closed;
  private boolean answered;
  private boolean requestsRead;

  Http2Call(RpcRequest request, CallLimits limits, Framing framing) {
    this.framing = framing;
    this.request = request;
    this.limits = limits;
    this.result = request.context().vertxContext().promise();
  }

  /**
   * Sends the call.
   *
   * @param connected told once: null when there is a connection, else why there is none
   */
  Future<RpcResponse> start(
      HttpClient client, RequestOptions address, Handler<RpcException> connected) {
    request.whenEnded(this::ended);
    address.setMethod(HttpMethod.POST).setURI("/" + request.method().fullName());
    open(client, address, connected, MAX_OPENS);
    return result.future();
  }

  private void open(
      HttpClient client, RequestOptions address, Handler<RpcException> connected, int opens) {
    client
        .request(address)
        .onComplete(
            (opened, cause) -> {
              if (cause != null) {
                RpcException failure = TransportFailures.connecting(cause);
                connected.handle(failure);
                fail(failure);
              } else if (opens > 1 && Refusal.isGoing(opened)) {
                // Out of the pool by now, and what was promised of it is not to be used any more.
                opened.exceptionHandler(gone -> {});
                open(client, address, connected, opens - 1);
              } else {
                connected.handle(null);
                send(opened);
              }
            });
  }

  private void send(HttpClientRequest opened) {
    http = opened;
    if (request.context().isEnded()) {
      giveBack();
      return;
    }
    if (http.version() != HttpVersion.HTTP_2) {
      http.exceptionHandler(closed -> {});
      http.connection().close();
      fail(TransportFailures.noHttp2());
      return;
    }
    try {
      CallLimits.checkMetadata(request.metadata(), taken(http.connection()));
    } catch (RpcException tooLarge) {
      fail(tooLarge);
      return;
    }
    http.response().onSuccess(this::came);
    out =
        new GrpcClientRequestImpl<>(
            http,
            limits.maxReceiveBytes(),
            false,
            GrpcMessageEncoder.IDENTITY,
            GrpcMessageDecoder.IDENTITY);
    out.init();
    out.fullMethodName(request.method().fullName());
    out.errorHandler(this::reset);
    out.exceptionHandler(this::lost);
    out.response()
        .onComplete(
            (response, cause) -> {
              if (cause != null) {
                failUnanswered(TransportFailures.answering(cause, httpStatus), cause);
                answered = true;
              } else {
                receive(response);
              }
            });
    MetadataHeaders.write(request.metadata(), out.headers());
    request.context().deadline().ifPresent(this::writeTimeout);
    write();
  }

  /** The largest metadata that a server says it takes. */
  private static long taken(HttpConnection connection) {
    return Http2Peer.maxMetadataBytes(
        ((HttpClientConnectionInternal) connection).channelHandlerContext());
  }

  private void came(HttpClientResponse response) {
    body = response;
    httpStatus = response.statusCode();
    // Until vertx-grpc sets its own, which it does not for an answer that is none of gRPC.
    response.exceptionHandler(cause -> {});
  }

  private void writeTimeout(Deadline deadline) {
    out.headers().set(TimeoutHeader.NAME, TimeoutHeader.format(deadline.remainingNanos()));
  }

  private void write() {
    MessageStream messages = request.messages();
    CallCompression announced = Framing.announce(request.compression(), out);
    if (messages.isStream()) {
      out.writeHead();
      MessageWriter stream =
          framing.streamWriter(
              out, http, request.context().vertxContext(), limits.maxSendBytes(), announced);
      stream.writeAll(
          messages.map(this::noteRead).stream(),
          (done, cause) -> {
            requestsRead = true;
            stream.flush();
            sent(cause);
          });
      // An attempt before this one may have left it paused.
      messages.stream().resume();
      return;
    }
    messages
        .one()
        .onComplete(
            (message, cause) -> {
              if (cause != null || closed) {
                sent(cause);
                return;
              }
              Future<Void> written =
                  framing.oneWriter(out, limits.maxSendBytes(), announced).write(message);
              sent(written.cause() instanceof RpcException refused ? refused : null);
            });
  }

  private Message noteRead(Message message) {
    requestsRead = true;
    return message;
  }

  private void sent(Throwable cause) {
    if (closed) {
      return;
    }
    if (cause instanceof RpcException refused) {
      fail(refused);
      return;
    }
    if (cause != null) {
      lost(cause);
      return;
    }
    try {
      out.end().onFailure(this::lost);
    } catch (IllegalStateException streamIsGone) {
      lost(streamIsGone);
    }
  }

  private void receive(GrpcClientResponse<Buffer, Buffer> response) {
    in = response;
    boolean trailersOnly = response.headers().contains(StatusTrailers.STATUS);
    RpcException failure = trailersOnly ? StatusTrailers.read(response.headers()) : null;
    if (failure != null) {
      answered = true;
      fail(failure);
      return;
    }
    reader =
        framing.reader(
            response,
            body,
            response.headers().get(GrpcHeaderNames.GRPC_ENCODING),
            request.method().responsePrototype(),
            limits.maxReceiveBytes(),
            request.compression(),
            () -> trailersOnly ? null : StatusTrailers.read(response.trailers()));
    response.exceptionHandler(this::lost);
    Metadata headers = MetadataHeaders.read(response.headers());
    if (request.method().mode().serverStreams()) {
      result.tryComplete(
          RpcResponse.of(headers, MessageStream.of(reader), () -> trailers(response)));
      return;
    }
    reader
        .one(request.method().fullName())
        .onComplete(
            (message, cause) -> {
              if (cause != null) {
                fail(RpcException.from(cause));
              } else {
                succeed(headers, message, trailers(response));
              }
            });
  }

  private static Metadata trailers(GrpcClientResponse<Buffer, Buffer> response) {
    return MetadataHeaders.read(response.trailers());
  }

  private void succeed(Metadata headers, Message message, Metadata trailers) {
    result.tryComplete(RpcResponse.of(headers, MessageStream.of(message), () -> trailers));
  }

  private void reset(GrpcError error) {
    lost(TransportFailures.reset(error), new GrpcErrorException(error, error.status));
  }

  private void lost(Throwable cause) {
    lost(TransportFailures.lost(cause), cause);
  }

  /** Of the answer, what came before still counts: it may be all of it. */
  private void lost(RpcException failure, Throwable cause) {
    if (reader != null) {
      reader.lose(failure);
    } else {
      failUnanswered(failure, cause);
    }
  }

  /** Fails the call; one of which nothing is lost is left as it was, for another attempt. */
  private void failUnanswered(RpcException failure, Throwable cause) {
    boolean certain = body == null && !requestsRead && Refusal.isCertain(http, cause);
    if (!certain) {
      fail(failure);
      ignoreHead();
      return;
    }
    answered = true;
    if (request.messages().isStream()) {
      request.messages().stream().pause().handler(null);
    }
    fail(failure.asUnprocessed());
    ignoreHead();
  }

  /** A head that is read after the connection broke is no answer, and Vert.x throws at it. */
  private void ignoreHead() {
    if (body == null) {
      http.reset(CANCEL);
    }
  }

  private void fail(RpcException failure) {
    if (!result.tryFail(failure) && reader != null) {
      reader.fail(failure);
    }
  }

  private void ended(Outcome outcome) {
    closed = true;
    if (outcome.isOk() || http == null) {
      return;
    }
    Deadline deadline = request.context().deadline().orElse(null);
    if (outcome.kind() == Outcome.Kind.TIMED_OUT && deadline != null) {
      deadline.time().schedule(DEADLINE_GRACE_NANOS, this::release);
    } else {
      release();
    }
  }

  private void release() {
    if (out == null || !out.isHeadersSent()) {
      giveBack();
    } else if (!answered && (in == null || !in.end().isComplete())) {
      http.reset(CANCEL);
    }
  }

  /**
   * Ends a stream that nothing was sent on. Vert.x takes its place on the connection for free again
   * when the stream closes, and one that was never sent does not: so it is sent, as a call whose
   * time is over, and cancelled.
   */
  private void giveBack() {
    http.exceptionHandler(ownReset -> {});
    http.putHeader(HttpHeaders.CONTENT_TYPE, "application/grpc")
        .putHeader("te", "trailers")
        .putHeader(TimeoutHeader.NAME, "1n")
        .setChunked(true)
        .sendHead();
    http.reset(CANCEL);
  }
}
