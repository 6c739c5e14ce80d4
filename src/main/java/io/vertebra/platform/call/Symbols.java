package io.vertebra.platform.call;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds in a file what a full name stands for. */
final class Symbols {

  private Symbols() {}

  /** The service, method, message, field, oneof, enum, value or extension of a full name. */
  static Optional<GenericDescriptor> find(FileDescriptor file, String name) {
    String wanted = name.startsWith(".") ? name.substring(1) : name;
    Stream<GenericDescriptor> all =
        Stream.of(
                file.getServices().stream().flatMap(Symbols::all),
                file.getMessageTypes().stream().flatMap(Symbols::all),
                file.getEnumTypes().stream().flatMap(Symbols::all),
                file.getExtensions().stream())
            .flatMap(kind -> kind);
    return all.filter(symbol -> symbol.getFullName().equals(wanted)).findFirst();
  }

  private static Stream<GenericDescriptor> all(ServiceDescriptor service) {
    return Stream.concat(Stream.of(service), service.getMethods().stream());
  }

  private static Stream<GenericDescriptor> all(EnumDescriptor type) {
    return Stream.concat(Stream.of(type), type.getValues().stream());
  }

  private static Stream<GenericDescriptor> all(Descriptor message) {
    List<FieldDescriptor> fields = message.getFields();
    return Stream.of(
            Stream.of(message),
            fields.stream(),
            message.getOneofs().stream(),
            message.getNestedTypes().stream().flatMap(Symbols::all),
            message.getEnumTypes().stream().flatMap(Symbols::all),
            message.getExtensions().stream())
        .flatMap(kind -> kind);
  }
}
