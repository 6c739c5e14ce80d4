package io.vertebra.platform.call;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The comments of a file, which a descriptor has only if its server was built to keep them.
 *
 * @see <a
 *     href="https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/descriptor.proto">
 *     SourceCodeInfo</a>
 */
final class Comments {

  private final Map<List<Integer>, Location> locations = new HashMap<>();

  Comments(FileDescriptor file) {
    for (Location location : file.toProto().getSourceCodeInfo().getLocationList()) {
      locations.putIfAbsent(location.getPathList(), location);
    }
  }

  /** The comment before or after a declaration, without its marks; empty when there is none. */
  String of(GenericDescriptor symbol) {
    if (locations.isEmpty()) {
      return "";
    }
    Location location = locations.getOrDefault(path(symbol), Location.getDefaultInstance());
    return location.hasLeadingComments()
        ? location.getLeadingComments()
        : location.getTrailingComments();
  }

  private static List<Integer> path(GenericDescriptor symbol) {
    if (symbol instanceof ServiceDescriptor service) {
      return top(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex());
    }
    if (symbol instanceof MethodDescriptor method) {
      int index = method.getIndex();
      return in(method.getService(), ServiceDescriptorProto.METHOD_FIELD_NUMBER, index);
    }
    if (symbol instanceof EnumValueDescriptor value) {
      return in(value.getType(), EnumDescriptorProto.VALUE_FIELD_NUMBER, value.getIndex());
    }
    if (symbol instanceof OneofDescriptor oneof) {
      int index = oneof.getIndex();
      return in(oneof.getContainingType(), DescriptorProto.ONEOF_DECL_FIELD_NUMBER, index);
    }
    if (symbol instanceof FieldDescriptor field) {
      return path(field);
    }
    if (symbol instanceof EnumDescriptor type) {
      return type.getContainingType() == null
          ? top(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex())
          : in(type.getContainingType(), DescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex());
    }
    return symbol instanceof Descriptor message ? path(message) : List.of();
  }

  private static List<Integer> path(Descriptor message) {
    return message.getContainingType() == null
        ? top(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, message.getIndex())
        : in(
            message.getContainingType(),
            DescriptorProto.NESTED_TYPE_FIELD_NUMBER,
            message.getIndex());
  }

  private static List<Integer> path(FieldDescriptor field) {
    int index = field.getIndex();
    if (!field.isExtension()) {
      return in(field.getContainingType(), DescriptorProto.FIELD_FIELD_NUMBER, index);
    }
    return field.getExtensionScope() == null
        ? top(FileDescriptorProto.EXTENSION_FIELD_NUMBER, index)
        : in(field.getExtensionScope(), DescriptorProto.EXTENSION_FIELD_NUMBER, index);
  }

  private static List<Integer> top(int kind, int index) {
    return List.of(kind, index);
  }

  private static List<Integer> in(GenericDescriptor scope, int kind, int index) {
    List<Integer> path = new ArrayList<>(path(scope));
    path.add(kind);
    path.add(index);
    return path;
  }
}
