package io.vertebra.scenario;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.EchoService;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The test service with grpc-java, as its client and as its server. */
final class StockEcho {

  static final MethodDescriptor<EchoRequest, EchoResponse> UNARY =
      method(MethodDescriptor.MethodType.UNARY, EchoService.METHOD_UNARY.fullName());

  private static final MethodDescriptor<EchoRequest, EchoResponse> SERVER_STREAM =
      method(
          MethodDescriptor.MethodType.SERVER_STREAMING,
          EchoService.METHOD_SERVER_STREAM.fullName());

  private StockEcho() {}

  private static MethodDescriptor<EchoRequest, EchoResponse> method(
      MethodDescriptor.MethodType type, String name) {
    return MethodDescriptor.<EchoRequest, EchoResponse>newBuilder()
        .setType(type)
        .setFullMethodName(name)
        .setRequestMarshaller(ProtoUtils.marshaller(EchoRequest.getDefaultInstance()))
        .setResponseMarshaller(ProtoUtils.marshaller(EchoResponse.getDefaultInstance()))
        .build();
  }

  static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  static Iterator<EchoResponse> stream(ManagedChannel channel, EchoRequest request) {
    return ClientCalls.blockingServerStreamingCall(
        channel, SERVER_STREAM, CallOptions.DEFAULT, request);
  }

  /** Answers unary calls, each a while after it came, and says nothing until then. */
  static ServerServiceDefinition answeringAfter(Duration delay) {
    return ServerServiceDefinition.builder(EchoService.SERVICE)
        .addMethod(
            UNARY,
            ServerCalls.asyncUnaryCall(
                (request, responses) ->
                    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(
                            () -> {
                              responses.onNext(EchoResponse.getDefaultInstance());
                              responses.onCompleted();
                            })))
        .build();
  }
}
