package io.vertebra.server.reflection;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1alpha.ServerReflectionGrpc;
import io.grpc.stub.StreamObserver;

/** grpc-java's stub of v1alpha behind the messages of v1, which are the same on the wire. */
@SuppressWarnings("deprecation")
final class AlphaStub {

  private AlphaStub() {}

  static StreamObserver<ServerReflectionRequest> start(
      ManagedChannel channel, StreamObserver<ServerReflectionResponse> answers) {
    StreamObserver<io.grpc.reflection.v1alpha.ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new FromAlpha(answers));
    return new ToAlpha(requests);
  }

  private record ToAlpha(
      StreamObserver<io.grpc.reflection.v1alpha.ServerReflectionRequest> requests)
      implements StreamObserver<ServerReflectionRequest> {

    @Override
    public void onNext(ServerReflectionRequest value) {
      try {
        requests.onNext(
            io.grpc.reflection.v1alpha.ServerReflectionRequest.parseFrom(value.toByteString()));
      } catch (InvalidProtocolBufferException impossible) {
        throw new AssertionError(impossible);
      }
    }

    @Override
    public void onError(Throwable failure) {
      requests.onError(failure);
    }

    @Override
    public void onCompleted() {
      requests.onCompleted();
    }
  }

  private record FromAlpha(StreamObserver<ServerReflectionResponse> answers)
      implements StreamObserver<io.grpc.reflection.v1alpha.ServerReflectionResponse> {

    @Override
    public void onNext(io.grpc.reflection.v1alpha.ServerReflectionResponse value) {
      try {
        answers.onNext(ServerReflectionResponse.parseFrom(value.toByteString()));
      } catch (InvalidProtocolBufferException impossible) {
        throw new AssertionError(impossible);
      }
    }

    @Override
    public void onError(Throwable failure) {
      answers.onError(failure);
    }

    @Override
    public void onCompleted() {
      answers.onCompleted();
    }
  }
}
