package io.vertebra.interop;

import com.google.protobuf.ByteString;
import io.vertebra.interop.wire.BoolValue;
import io.vertebra.interop.wire.EchoStatus;
import io.vertebra.interop.wire.Empty;
import io.vertebra.interop.wire.Payload;
import io.vertebra.interop.wire.ResponseParameters;
import io.vertebra.interop.wire.SimpleRequest;
import io.vertebra.interop.wire.SimpleResponse;
import io.vertebra.interop.wire.StreamingInputCallRequest;
import io.vertebra.interop.wire.StreamingInputCallResponse;
import io.vertebra.interop.wire.StreamingOutputCallRequest;
import io.vertebra.interop.wire.StreamingOutputCallResponse;
import io.vertebra.interop.wire.TestServiceService;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** {@code grpc.testing.TestService}, as the interoperability tests describe it. */
final class InteropService implements TestServiceService {

  static final String INITIAL = "x-grpc-test-echo-initial";
  static final String TRAILING = "x-grpc-test-echo-trailing-bin";
  private static final String LOAD = "endpoint-load-metrics-bin";

  private final Vertx vertx;
  private final LoadReports reports;

  /**
   * The service.
   *
   * @param reports told of the loads that clients ask for
   */
  InteropService(Vertx vertx, LoadReports reports) {
    this.vertx = vertx;
    this.reports = reports;
  }

  @Override
  public Future<Empty> emptyCall(ServerCall call, Empty request) {
    return Future.succeededFuture(Empty.getDefaultInstance());
  }

  @Override
  public Future<SimpleResponse> unaryCall(ServerCall call, SimpleRequest request) {
    echoMetadata(call);
    if (request.hasOrcaPerQueryReport()) {
      byte[] report = LoadReports.of(request.getOrcaPerQueryReport()).toByteArray();
      call.addTrailers(Metadata.EMPTY.withBinary(LOAD, report));
    }
    call.compress(request.getResponseCompressed().getValue());
    RpcException refused = refusal(request.getResponseStatus());
    if (refused == null && request.hasExpectCompressed()) {
      refused = unlessCompressed(call, request.getExpectCompressed());
    }
    return refused != null
        ? Future.failedFuture(refused)
        : Future.succeededFuture(
            SimpleResponse.newBuilder().setPayload(zeros(request.getResponseSize())).build());
  }

  @Override
  public Future<SimpleResponse> cacheableUnaryCall(ServerCall call, SimpleRequest request) {
    call.addHeaders(Metadata.of("cache-control", "max-age=60, public"));
    return Future.succeededFuture(
        SimpleResponse.newBuilder().setPayload(request.getPayload()).build());
  }

  @Override
  public Future<Void> streamingOutputCall(
      ServerCall call,
      StreamingOutputCallRequest request,
      WriteStream<StreamingOutputCallResponse> responses) {
    boolean compressed =
        request.getResponseParametersList().stream().anyMatch(r -> r.getCompressed().getValue());
    call.compress(compressed);
    return answer(call, request, responses);
  }

  @Override
  public Future<StreamingInputCallResponse> streamingInputCall(
      ServerCall call, ReadStream<StreamingInputCallRequest> requests) {
    int[] total = {0};
    return eachInTurn(
            requests,
            request -> {
              total[0] += request.getPayload().getBody().size();
              RpcException refused =
                  request.hasExpectCompressed()
                      ? unlessCompressed(call, request.getExpectCompressed())
                      : null;
              return refused == null ? Future.succeededFuture() : Future.failedFuture(refused);
            })
        .map(
            ended ->
                StreamingInputCallResponse.newBuilder().setAggregatedPayloadSize(total[0]).build());
  }

  @Override
  public Future<Void> fullDuplexCall(
      ServerCall call,
      ReadStream<StreamingOutputCallRequest> requests,
      WriteStream<StreamingOutputCallResponse> responses) {
    echoMetadata(call);
    return eachInTurn(
        requests,
        request -> {
          if (request.hasOrcaOobReport()) {
            reports.set(request.getOrcaOobReport());
          }
          return answer(call, request, responses);
        });
  }

  @Override
  public Future<Void> halfDuplexCall(
      ServerCall call,
      ReadStream<StreamingOutputCallRequest> requests,
      WriteStream<StreamingOutputCallResponse> responses) {
    List<StreamingOutputCallRequest> asked = new ArrayList<>();
    return eachInTurn(
            requests,
            request -> {
              asked.add(request);
              return Future.succeededFuture();
            })
        .compose(
            ended -> {
              Future<Void> answered = Future.succeededFuture();
              for (StreamingOutputCallRequest request : asked) {
                answered = answered.compose(before -> answer(call, request, responses));
              }
              return answered;
            });
  }

  @Override
  public Future<Empty> unimplementedCall(ServerCall call, Empty request) {
    return Future.failedFuture(RpcException.of(RpcCode.UNIMPLEMENTED, "served by nobody"));
  }

  private Future<Void> answer(
      ServerCall call,
      StreamingOutputCallRequest request,
      WriteStream<StreamingOutputCallResponse> responses) {
    RpcException refused = refusal(request.getResponseStatus());
    if (refused != null) {
      return Future.failedFuture(refused);
    }
    Future<Void> answered = Future.succeededFuture();
    for (ResponseParameters asked : request.getResponseParametersList()) {
      answered = answered.compose(before -> answer(call, asked, responses));
    }
    return answered;
  }

  private Future<Void> answer(
      ServerCall call,
      ResponseParameters asked,
      WriteStream<StreamingOutputCallResponse> responses) {
    return pause(asked.getIntervalUs())
        .compose(
            paused -> {
              if (asked.hasCompressed()) {
                call.compress(asked.getCompressed().getValue());
              }
              return responses.write(
                  StreamingOutputCallResponse.newBuilder()
                      .setPayload(zeros(asked.getSize()))
                      .build());
            });
  }

  private Future<Void> pause(int micros) {
    return micros <= 0
        ? Future.succeededFuture()
        : vertx.timer(micros, TimeUnit.MICROSECONDS).mapEmpty();
  }

  private static void echoMetadata(ServerCall call) {
    String initial = call.metadata().get(INITIAL);
    if (initial != null) {
      call.addHeaders(Metadata.of(INITIAL, initial));
    }
    call.metadata()
        .getBinary(TRAILING)
        .ifPresent(trailing -> call.addTrailers(Metadata.EMPTY.withBinary(TRAILING, trailing)));
  }

  private static RpcException refusal(EchoStatus status) {
    return status.getCode() == 0
        ? null
        : RpcException.of(RpcCode.of(status.getCode()), status.getMessage());
  }

  private static RpcException unlessCompressed(ServerCall call, BoolValue expected) {
    return call.isCompressed() == expected.getValue()
        ? null
        : RpcException.of(
            RpcCode.INVALID_ARGUMENT,
            "compressed: " + call.isCompressed() + " (expected: " + expected.getValue() + ")");
  }

  private static Payload zeros(int size) {
    return Payload.newBuilder().setBody(ByteString.copyFrom(new byte[size])).build();
  }

  /** Handles one request at a time, reading the next when the last is done. */
  private static <T> Future<Void> eachInTurn(
      ReadStream<T> requests, Function<T, Future<Void>> work) {
    Promise<Void> done = Promise.promise();
    requests.pause();
    requests.exceptionHandler(done::tryFail);
    requests.endHandler(ended -> done.tryComplete());
    requests.handler(
        request ->
            work.apply(request).onFailure(done::tryFail).onSuccess(ignored -> requests.fetch(1)));
    requests.fetch(1);
    return done.future();
  }
}
