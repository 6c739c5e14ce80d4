package io.vertebra.server;

import com.google.protobuf.Message;
import io.vertebra.auth.PeerCertificates;
import io.vertebra.rpc.CallCompression;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.CallLifecycle;
import io.vertebra.rpc.CallReadStream;
import io.vertebra.rpc.Deadline;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.MethodPolicy;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.wire.MessageReader;
import io.vertebra.rpc.wire.MetadataHeaders;
import io.vertebra.rpc.wire.TimeoutHeader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;

/**
 * One call over HTTP/2: the root of its life on the server.
 *
 * <p>vertx-grpc negotiates and carries headers; message bytes pass through {@link MessageReader}.
 * Lives on the stream's own duplicated context.
 */
final class Http2Exchange {

  private final ServerPath path;
  private final HttpServerRequest http;
  private GrpcServerRequest<Buffer, Buffer> in;
  private MessageReader reader;
  private CallCompression compression;
  private CallReadStream<Message> requests;
  private CallLifecycle life;
  private Http2Answer answer;
  private long timeoutNanos;
  private Deadline deadline;
  private boolean peerGone;

  Http2Exchange(ServerPath path, HttpServerRequest http) {
    this.path = path;
    this.http = http;
  }

  void start(GrpcServerRequest<Buffer, Buffer> request) {
    in = request;
    ContextInternal context = ContextInternal.current();
    life = CallLifecycle.root(context, path.time());
    RpcMethod<?, ?> method = path.services().method(http.path().substring(1));
    compression = CallCompression.of(acceptsGzip(), path.services().compresses(method));
    answer = new Http2Answer(path, http, in.response(), life, compression);
    life.whenEnded(this::ended);
    path.started(life);
    watchPeer();
    CallContext facts = CallContext.of(life, MetadataHeaders.read(http.headers()), peer());
    if (path.verifiesClients()) {
      facts = PeerCertificates.addTo(facts, http.connection());
    }
    MessageStream messages = messages(method);
    try {
      facts = withDeadline(facts, method.policy());
    } catch (RpcException malformed) {
      path.pipeline().begin(new RpcRequest(method, facts, messages, compression));
      answer.send(malformed);
      return;
    }
    facts.attachTo(context);
    path.pipeline()
        .handle(new RpcRequest(method, facts, messages, compression))
        .onComplete(
            (response, cause) -> {
              if (cause == null) {
                answer.send(response);
              } else {
                answer.send(RpcException.from(cause));
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
    in.response().exceptionHandler(this::peerLost);
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
    if (!answer.isSent()) {
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
                () -> null);
    if (!method.mode().clientStreams()) {
      return MessageStream.of(reader.one(method.fullName()));
    }
    requests =
        CallReadStream.over(life.context(), reader, life.context())
            .onThrown(thrown -> answer.send(RpcException.from(thrown)));
    return MessageStream.of(requests);
  }

  private void ended(Outcome outcome) {
    if (requests != null && !outcome.isOk()) {
      requests.abort(outcome.toException());
    }
    reader.fail(outcome.toException());
    answer.ended(outcome, peerGone);
  }
}
