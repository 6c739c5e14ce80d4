package io.vertebra.server;

import com.google.protobuf.Message;
import io.vertebra.auth.PeerCertificates;
import io.vertebra.rpc.CallCompression;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.CallLifecycle;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.CallReadStream;
import io.vertebra.rpc.Deadline;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.MethodPolicy;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMethod;
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
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.impl.GrpcWriteStreamBase;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.time.Duration;

/**
 * One call over HTTP/2: the root of its life on the server.
 *
 * <p>vertx-grpc negotiates, and carries headers, status and trailers; message bytes pass through
 * {@link MessageReader} and {@link MessageWriter}. Lives on the stream's own duplicated context.
 */
final class Http2Exchange {

  /** HTTP/2's NO_ERROR: the answer is complete, the rest of the request is not needed. */
  private static final long NO_ERROR = 0;

  private static final long CANCEL = 8;

  private final ServerPath path;
  private final HttpServerRequest http;
  private GrpcServerRequest<Buffer, Buffer> in;
  private GrpcServerResponse<Buffer, Buffer> out;
  private MessageWriter writer;
  private MessageReader reader;
  private CallCompression compression;
  private CallReadStream<Message> requests;
  private ReadStream<Message> responses;
  private CallLifecycle life;
  private long timeoutNanos;
  private Deadline deadline;
  private boolean peerGone;
  private boolean requestEnded;
  private boolean answered;

  Http2Exchange(ServerPath path, HttpServerRequest http) {
    this.path = path;
    this.http = http;
  }

  void start(GrpcServerRequest<Buffer, Buffer> request) {
    in = request;
    out = request.response();
    ContextInternal context = ContextInternal.current();
    life = CallLifecycle.root(context, path.time());
    life.whenEnded(this::ended);
    path.started(life);
    watchPeer();
    RpcMethod<?, ?> method = path.services().method(http.path().substring(1));
    CallContext facts = CallContext.of(life, MetadataHeaders.read(http.headers()), peer());
    if (path.verifiesClients()) {
      facts = PeerCertificates.addTo(facts, http.connection());
    }
    compression = CallCompression.of(acceptsGzip(), path.services().compresses(method));
    MessageStream messages = messages(method);
    try {
      facts = withDeadline(facts, method.policy());
    } catch (RpcException malformed) {
      path.pipeline().begin(new RpcRequest(method, facts, messages, compression));
      answer(malformed);
      return;
    }
    facts.attachTo(context);
    path.pipeline()
        .handle(new RpcRequest(method, facts, messages, compression))
        .onComplete(
            (response, cause) -> {
              if (cause == null) {
                answer(response);
              } else {
                answer(RpcException.from(cause));
              }
            });
  }

  private boolean acceptsGzip() {
    String accepted = http.getHeader(GrpcHeaderNames.GRPC_ACCEPT_ENCODING);
    return accepted != null && accepted.contains("gzip");
  }

  private String peer() {
    return http.remoteAddress() == null ? "" : http.remoteAddress().toString();
  }

  private void watchPeer() {
    in.errorHandler(this::peerReset);
    in.exceptionHandler(this::peerLost);
    out.exceptionHandler(this::peerLost);
    http.response().closeHandler(closed -> peerLost(null));
  }

  private void peerReset(GrpcError error) {
    peerGone = true;
    if (isAboutToExpire()) {
      life.expire();
    } else {
      life.cancel("the client cancelled the call");
    }
  }

  /**
   * A client resets a call at its own deadline, which is ahead of ours by the way here: a reset in
   * the last tenth of the time it gave is taken for that.
   */
  private boolean isAboutToExpire() {
    return deadline != null && deadline.remainingNanos() <= timeoutNanos / 10;
  }

  private void peerLost(Throwable cause) {
    if (!answered) {
      peerGone = true;
      life.lose(cause);
    }
  }

  /** The client's deadline; the contract's for a client that gives none. */
  private CallContext withDeadline(CallContext facts, MethodPolicy policy) {
    String timeout = http.getHeader(TimeoutHeader.NAME);
    if (timeout != null) {
      timeoutNanos = TimeoutHeader.parseNanos(timeout);
      deadline = Deadline.after(Duration.ofNanos(timeoutNanos), path.time());
    } else if (policy.timeout().isPresent()) {
      deadline = Deadline.after(policy.timeout().get(), path.time());
    } else {
      return facts;
    }
    life.arm(deadline);
    return facts.withDeadline(deadline);
  }

  private MessageStream messages(RpcMethod<?, ?> method) {
    reader =
        path.framing()
            .reader(
                in,
                http,
                http.getHeader(GrpcHeaderNames.GRPC_ENCODING),
                method.requestPrototype(),
                path.limits().maxReceiveBytes(),
                compression,
                this::atEnd);
    if (!method.mode().clientStreams()) {
      return MessageStream.of(reader.one(method.fullName()));
    }
    requests =
        CallReadStream.over(life.context(), reader, life.context())
            .onThrown(thrown -> answer(RpcException.from(thrown)));
    return MessageStream.of(requests);
  }

  private RpcException atEnd() {
    requestEnded = true;
    return null;
  }

  private void answer(RpcResponse response) {
    if (answered || life.isEnded()) {
      return;
    }
    try {
      CallLimits.checkMetadata(response.headers(), taken());
    } catch (RpcException tooLarge) {
      answer(tooLarge);
      return;
    }
    MetadataHeaders.write(response.headers(), out.headers());
    if (response.messages().isStream()) {
      writeHead();
      responses = response.messages().stream();
      writer.writeAll(
          responses,
          (done, cause) -> {
            if (cause == null) {
              answerOk(response, null);
            } else {
              answer(RpcException.from(cause));
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
            answerOk(response, message);
          } else {
            answer(RpcException.from(cause));
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

  private void answerOk(RpcResponse response, Message message) {
    if (answered || life.isEnded()) {
      return;
    }
    Metadata trailers = response.trailers();
    try {
      CallLimits.checkMetadata(trailers, taken());
    } catch (RpcException tooLarge) {
      answer(tooLarge);
      return;
    }
    Future<Void> written = message == null ? Future.succeededFuture() : write(message);
    if (written.cause() instanceof RpcException refused) {
      answer(refused);
      return;
    }
    answered = true;
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

  private void answer(RpcException failure) {
    if (answered || life.isEnded()) {
      return;
    }
    answered = true;
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
            (sent, cause) -> {
              if (cause != null) {
                life.lose(cause);
              } else if (failure != null) {
                life.fail(failure);
              } else {
                life.finish();
              }
              releaseRequest();
            });
  }

  /** What the client still sends is not wanted any more, and must not hold its window. */
  private void releaseRequest() {
    if (!requestEnded) {
      http.response().reset(NO_ERROR);
    }
  }

  private void ended(Outcome outcome) {
    if (requests != null && !outcome.isOk()) {
      requests.abort(outcome.toException());
    }
    reader.fail(outcome.toException());
    if (responses != null && !outcome.isOk()) {
      // What waits there is not sent any more.
      responses.handler(null);
    }
    if (peerGone) {
      return;
    }
    if (!answered) {
      answered = true;
      writeFailure(outcome.toException());
      flush();
      out.end().onComplete(sent -> releaseRequest());
    } else if (outcome.kind() == Outcome.Kind.TIMED_OUT
        || outcome.kind() == Outcome.Kind.CANCELLED) {
      // The answer waits for a client that does not read.
      http.response().reset(CANCEL);
    }
  }
}
