package io.vertebra.platform.call;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vertebra.client.CallOptions;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.server.reflection.v1.FileDescriptorResponse;
import io.vertebra.server.reflection.v1.ServerReflectionRequest;
import io.vertebra.server.reflection.v1.ServerReflectionResponse;
import io.vertebra.server.reflection.v1.ServerReflectionResponse.MessageResponseCase;
import io.vertebra.server.reflection.v1.ServerReflectionService;
import io.vertebra.server.reflection.v1.ServiceResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server says of itself, by {@code grpc.reflection.v1}, or {@code v1alpha} where that is all
 * it has.
 *
 * <p>One call per question, because some servers end the stream after the first. Blocks; fails with
 * {@link RpcException}.
 */
final class Reflected implements DescriptorSource {

  /** For each question, connecting included: independent of the deadline of the call itself. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final RpcMethod<ServerReflectionRequest, ServerReflectionResponse> V1 =
      ServerReflectionService.METHOD_SERVER_REFLECTION_INFO;

  private final Connection connection;
  private RpcMethod<ServerReflectionRequest, ServerReflectionResponse> version = V1;
  private boolean answered;

  Reflected(Connection connection) {
    this.connection = connection;
  }

  @Override
  public List<String> services() {
    ServerReflectionResponse answer =
        ask(ServerReflectionRequest.newBuilder().setListServices("*").build());
    check(answer, MessageResponseCase.LIST_SERVICES_RESPONSE);
    return answer.getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName)
        .sorted()
        .distinct()
        .toList();
  }

  @Override
  public List<FileDescriptorProto> declaring(String symbol) {
    return files(ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build()));
  }

  @Override
  public List<FileDescriptorProto> file(String name) {
    return files(ask(ServerReflectionRequest.newBuilder().setFileByFilename(name).build()));
  }

  private static List<FileDescriptorProto> files(ServerReflectionResponse answer) {
    if (answer.getErrorResponse().getErrorCode() == RpcCode.NOT_FOUND.number()) {
      return List.of();
    }
    check(answer, MessageResponseCase.FILE_DESCRIPTOR_RESPONSE);
    FileDescriptorResponse response = answer.getFileDescriptorResponse();
    List<FileDescriptorProto> files = new ArrayList<>();
    try {
      for (ByteString file : response.getFileDescriptorProtoList()) {
        files.add(FileDescriptorProto.parseFrom(file));
      }
    } catch (InvalidProtocolBufferException malformed) {
      throw RpcException.of(RpcCode.INTERNAL, "reflection gave a malformed file descriptor")
          .withCause(malformed);
    }
    return files;
  }

  private static void check(ServerReflectionResponse answer, MessageResponseCase expected) {
    if (answer.hasErrorResponse()) {
      throw RpcException.of(
          RpcCode.of(answer.getErrorResponse().getErrorCode()),
          "reflection: " + answer.getErrorResponse().getErrorMessage());
    }
    if (answer.getMessageResponseCase() != expected) {
      throw RpcException.of(
          RpcCode.INTERNAL, "reflection answered " + answer.getMessageResponseCase());
    }
  }

  private ServerReflectionResponse ask(ServerReflectionRequest question) {
    ServerReflectionResponse answer;
    try {
      answer = Connection.await(ask(version, question));
    } catch (RpcException failure) {
      if (answered || failure.code() != RpcCode.UNIMPLEMENTED) {
        throw failure;
      }
      answer = askOlder(question);
    }
    answered = true;
    return answer;
  }

  private ServerReflectionResponse askOlder(ServerReflectionRequest question) {
    // The messages of the two versions are the same on the wire.
    version =
        RpcMethod.of(
            io.vertebra.server.reflection.v1alpha.ServerReflectionService
                .METHOD_SERVER_REFLECTION_INFO
                .descriptor(),
            V1.requestPrototype(),
            V1.responsePrototype());
    try {
      return Connection.await(ask(version, question));
    } catch (RpcException failure) {
      if (failure.code() != RpcCode.UNIMPLEMENTED) {
        throw failure;
      }
      throw RpcException.of(
              RpcCode.UNIMPLEMENTED,
              connection.address()
                  + " has no reflection service (expected: v1 or v1alpha); it answers: "
                  + failure.status().message())
          .withCause(failure);
    }
  }

  private Future<ServerReflectionResponse> ask(
      RpcMethod<ServerReflectionRequest, ServerReflectionResponse> method,
      ServerReflectionRequest question) {
    CallOptions options =
        CallOptions.DEFAULT.withTimeout(TIMEOUT).withMetadata(connection.metadata());
    return connection
        .channel()
        .bidiStreaming(method, requests -> requests.write(question), options)
        .compose(Reflected::first);
  }

  private static Future<ServerReflectionResponse> first(ReadStream<ServerReflectionResponse> in) {
    Promise<ServerReflectionResponse> first = Promise.promise();
    in.exceptionHandler(first::tryFail);
    in.endHandler(
        ended ->
            first.tryFail(RpcException.of(RpcCode.INTERNAL, "reflection ended without an answer")));
    in.handler(first::tryComplete);
    return first.future();
  }
}
