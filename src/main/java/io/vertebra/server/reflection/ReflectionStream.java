package io.vertebra.server.reflection;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.vertebra.rpc.RpcCode;
import io.vertebra.server.reflection.v1.ErrorResponse;
import io.vertebra.server.reflection.v1.ExtensionNumberResponse;
import io.vertebra.server.reflection.v1.ExtensionRequest;
import io.vertebra.server.reflection.v1.FileDescriptorResponse;
import io.vertebra.server.reflection.v1.ListServiceResponse;
import io.vertebra.server.reflection.v1.ServerReflectionRequest;
import io.vertebra.server.reflection.v1.ServerReflectionResponse;
import io.vertebra.server.reflection.v1.ServiceResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The requests of one stream, answered one by one; remembers which files the stream has carried.
 */
final class ReflectionStream {

  private final DescriptorIndex index;
  private final Set<String> sent = new HashSet<>();

  ReflectionStream(DescriptorIndex index) {
    this.index = index;
  }

  ServerReflectionResponse answer(ServerReflectionRequest request) {
    ServerReflectionResponse.Builder response =
        ServerReflectionResponse.newBuilder()
            .setValidHost(request.getHost())
            .setOriginalRequest(request);
    switch (request.getMessageRequestCase()) {
      case FILE_BY_FILENAME ->
          file(response, index.file(request.getFileByFilename()), request.getFileByFilename());
      case FILE_CONTAINING_SYMBOL ->
          file(
              response,
              index.declaring(request.getFileContainingSymbol()),
              request.getFileContainingSymbol());
      case FILE_CONTAINING_EXTENSION -> extension(response, request.getFileContainingExtension());
      case ALL_EXTENSION_NUMBERS_OF_TYPE ->
          extensionNumbers(response, request.getAllExtensionNumbersOfType());
      case LIST_SERVICES -> listServices(response);
      case MESSAGEREQUEST_NOT_SET ->
          error(response, RpcCode.INVALID_ARGUMENT, "message_request: not set (expected: one)");
    }
    return response.build();
  }

  private void extension(ServerReflectionResponse.Builder response, ExtensionRequest extension) {
    String name = extension.getContainingType();
    int number = extension.getExtensionNumber();
    FileDescriptor file = index.extensionsOf(name).get(number);
    file(response, Optional.ofNullable(file), "extension " + number + " of " + name);
  }

  private void file(
      ServerReflectionResponse.Builder response, Optional<FileDescriptor> file, String wanted) {
    if (file.isEmpty()) {
      notFound(response, wanted);
    } else {
      response.setFileDescriptorResponse(withImports(file.get()));
    }
  }

  /** The file itself, always, then what it imports and the stream has not carried. */
  private FileDescriptorResponse withImports(FileDescriptor wanted) {
    FileDescriptorResponse.Builder files = FileDescriptorResponse.newBuilder();
    files.addFileDescriptorProto(wanted.toProto().toByteString());
    sent.add(wanted.getName());
    Deque<FileDescriptor> importing = new ArrayDeque<>();
    importing.add(wanted);
    Set<String> seen = new HashSet<>();
    while (!importing.isEmpty()) {
      for (FileDescriptor imported : importing.poll().getDependencies()) {
        if (seen.add(imported.getName())) {
          importing.add(imported);
          if (sent.add(imported.getName())) {
            files.addFileDescriptorProto(imported.toProto().toByteString());
          }
        }
      }
    }
    return files.build();
  }

  private void extensionNumbers(ServerReflectionResponse.Builder response, String message) {
    if (!index.isMessage(message)) {
      notFound(response, message);
      return;
    }
    response.setAllExtensionNumbersResponse(
        ExtensionNumberResponse.newBuilder()
            .setBaseTypeName(message)
            .addAllExtensionNumber(index.extensionsOf(message).keySet()));
  }

  private void listServices(ServerReflectionResponse.Builder response) {
    ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
    for (String service : index.services()) {
      list.addService(ServiceResponse.newBuilder().setName(service));
    }
    response.setListServicesResponse(list);
  }

  private static void notFound(ServerReflectionResponse.Builder response, String wanted) {
    error(response, RpcCode.NOT_FOUND, wanted + ": not found");
  }

  private static void error(
      ServerReflectionResponse.Builder response, RpcCode code, String message) {
    response.setErrorResponse(
        ErrorResponse.newBuilder().setErrorCode(code.number()).setErrorMessage(message));
  }
}
