package io.vertebra.proof;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.vertebra.rpc.RpcMethod;
import java.util.concurrent.TimeUnit;

/** grpc-java, for unary calls: a client that knows nothing of Vertebra. Safe for many threads. */
public final class StockClient implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 20;

  private final ManagedChannel channel;

  /** A client of one address, which connects when it is used. */
  public StockClient(String host, int port) {
    this.channel = NettyChannelBuilder.forAddress(host, port).usePlaintext().build();
  }

  /** A client of one address over TLS. */
  public StockClient(String host, int port, ChannelCredentials credentials) {
    this.channel = Grpc.newChannelBuilderForAddress(host, port, credentials).build();
  }

  /**
   * Makes a call and waits for its answer.
   *
   * @throws StatusRuntimeException when it fails
   */
  public <Q extends Message, S extends Message> S call(RpcMethod<Q, S> method, Q request) {
    return call(method, request, new Metadata());
  }

  /**
   * Makes a call with metadata and waits for its answer.
   *
   * @throws StatusRuntimeException when it fails
   */
  public <Q extends Message, S extends Message> S call(
      RpcMethod<Q, S> method, Q request, Metadata headers) {
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        descriptor(method),
        CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS),
        request);
  }

  private static <Q extends Message, S extends Message> MethodDescriptor<Q, S> descriptor(
      RpcMethod<Q, S> method) {
    return MethodDescriptor.<Q, S>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(method.fullName())
        .setRequestMarshaller(ProtoUtils.marshaller(method.requestPrototype()))
        .setResponseMarshaller(ProtoUtils.marshaller(method.responsePrototype()))
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
