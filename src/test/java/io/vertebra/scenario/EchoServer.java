package io.vertebra.scenario;

import com.google.protobuf.ByteString;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.ServerCall;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.EchoService;
import io.vertebra.test.v1.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/** Echoes in all four modes, fails, waits and throws as the request asks. */
public final class EchoServer implements EchoService {

  static final Metadata HEADERS = Metadata.of("echo-header", "h").withBinary("echo-bin", bytes());
  static final Metadata TRAILERS = Metadata.of("echo-trailer", "t");

  private final Vertx vertx;

  /** The context of the last call, as its function saw it. */
  final AtomicReference<CallContext> seen = new AtomicReference<>();

  /** Runs at the start of each function. */
  volatile Consumer<ServerCall> onCall = call -> {};

  /** Runs as each request of a stream comes. */
  volatile Runnable onMessage = () -> {};

  /** What responses carry instead of the payload of their request; null when they echo that. */
  volatile ByteString payload;

  public EchoServer(Vertx vertx) {
    this.vertx = vertx;
  }

  static byte[] bytes() {
    return new byte[] {0, 1, (byte) 0xff};
  }

  private void enter(ServerCall call) {
    seen.set(CallContext.current());
    call.addHeaders(HEADERS).addTrailers(TRAILERS);
    onCall.accept(call);
  }

  @Override
  public Future<EchoResponse> unary(ServerCall call, EchoRequest request) {
    enter(call);
    return pause(request).compose(ignored -> answer(call, request, 0));
  }

  @Override
  public Future<Void> serverStream(
      ServerCall call, EchoRequest request, WriteStream<EchoResponse> responses) {
    enter(call);
    return stream(call, request, responses, 0);
  }

  private Future<Void> stream(
      ServerCall call, EchoRequest request, WriteStream<EchoResponse> responses, int index) {
    if (index >= request.getCount() && !failsAt(request, index)) {
      return Future.succeededFuture();
    }
    return pause(request)
        .compose(ignored -> answer(call, request, index))
        .compose(responses::write)
        .compose(ignored -> stream(call, request, responses, index + 1));
  }

  @Override
  public Future<EchoResponse> clientStream(ServerCall call, ReadStream<EchoRequest> requests) {
    enter(call);
    List<String> texts = new ArrayList<>();
    return eachInTurn(
            requests,
            request ->
                pause(request)
                    .compose(ignored -> answer(call, request, texts.size()))
                    .onSuccess(response -> texts.add(response.getText()))
                    .mapEmpty())
        .map(
            ended ->
                EchoResponse.newBuilder()
                    .setText(String.join(",", texts))
                    .setPayload(payload == null ? ByteString.EMPTY : payload)
                    .setIndex(texts.size())
                    .build());
  }

  @Override
  public Future<Void> bidiStream(
      ServerCall call, ReadStream<EchoRequest> requests, WriteStream<EchoResponse> responses) {
    enter(call);
    int[] index = {0};
    return eachInTurn(
        requests,
        request ->
            pause(request)
                .compose(ignored -> answer(call, request, index[0]++))
                .compose(responses::write));
  }

  /** Handles one request at a time, reading the next when the last is done. */
  private Future<Void> eachInTurn(
      ReadStream<EchoRequest> requests, Function<EchoRequest, Future<Void>> work) {
    Promise<Void> done = Promise.promise();
    requests.pause();
    requests.exceptionHandler(done::tryFail);
    requests.endHandler(ended -> done.tryComplete());
    requests.handler(
        request -> {
          onMessage.run();
          work.apply(request).onFailure(done::tryFail).onSuccess(ignored -> requests.fetch(1));
        });
    requests.fetch(1);
    return done.future();
  }

  private Future<Void> pause(EchoRequest request) {
    return request.getDelayMs() == 0
        ? Future.succeededFuture()
        : vertx.timer(request.getDelayMs()).mapEmpty();
  }

  private static boolean failsAt(EchoRequest request, int index) {
    return request.hasFailure() && request.getFailure().getAfter() == index;
  }

  private Future<EchoResponse> answer(ServerCall call, EchoRequest request, int index) {
    if (failsAt(request, index)) {
      return Future.failedFuture(failure(request.getFailure()));
    }
    return Future.succeededFuture(
        EchoResponse.newBuilder()
            .setText(request.getText())
            .setPayload(payload == null ? request.getPayload() : payload)
            .setIndex(index)
            .putAllMetadata(headersOf(call))
            .build());
  }

  private static Map<String, String> headersOf(ServerCall call) {
    Map<String, String> headers = new HashMap<>();
    call.metadata().forEach(headers::put);
    return headers;
  }

  private static RuntimeException failure(Failure failure) {
    if (failure.getCode() == 0) {
      return new IllegalStateException(failure.getMessage());
    }
    return RpcException.of(RpcCode.of(failure.getCode()), failure.getMessage())
        .withInfo(failure.getReason(), "test.vertebra.io", Map.of("key", "value"))
        .withTrailers(Metadata.of("failure-trailer", "f"));
  }
}
