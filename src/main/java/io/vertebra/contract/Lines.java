package io.vertebra.contract;

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
 * On which line of a file its parts stand.
 *
 * <p>protoc notes places by path: field number and index, from the file down to the part.
 */
final class Lines {

  private final Map<List<Integer>, Integer> byPath = new HashMap<>();

  Lines(FileDescriptor file) {
    for (Location location : file.toProto().getSourceCodeInfo().getLocationList()) {
      if (location.getSpanCount() > 0) {
        byPath.putIfAbsent(List.copyOf(location.getPathList()), location.getSpan(0) + 1);
      }
    }
  }

  /** From 1; 1 also when the place is not known. */
  int lineOf(GenericDescriptor part) {
    return byPath.getOrDefault(pathOf(part), 1);
  }

  private static List<Integer> pathOf(GenericDescriptor part) {
    if (part instanceof Descriptor message) {
      return message.getContainingType() == null
          ? List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, message.getIndex())
          : below(
              message.getContainingType(),
              DescriptorProto.NESTED_TYPE_FIELD_NUMBER,
              message.getIndex());
    } else if (part instanceof FieldDescriptor field) {
      return field.isExtension() ? pathOfExtension(field) : pathOfField(field);
    } else if (part instanceof OneofDescriptor oneof) {
      return below(
          oneof.getContainingType(), DescriptorProto.ONEOF_DECL_FIELD_NUMBER, oneof.getIndex());
    } else if (part instanceof EnumDescriptor type) {
      return type.getContainingType() == null
          ? List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex())
          : below(
              type.getContainingType(), DescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex());
    } else if (part instanceof EnumValueDescriptor value) {
      return below(value.getType(), EnumDescriptorProto.VALUE_FIELD_NUMBER, value.getIndex());
    } else if (part instanceof ServiceDescriptor service) {
      return List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex());
    } else if (part instanceof MethodDescriptor method) {
      return below(
          method.getService(), ServiceDescriptorProto.METHOD_FIELD_NUMBER, method.getIndex());
    }
    return List.of();
  }

  private static List<Integer> pathOfField(FieldDescriptor field) {
    return below(field.getContainingType(), DescriptorProto.FIELD_FIELD_NUMBER, field.getIndex());
  }

  private static List<Integer> pathOfExtension(FieldDescriptor field) {
    return field.getExtensionScope() == null
        ? List.of(FileDescriptorProto.EXTENSION_FIELD_NUMBER, field.getIndex())
        : below(
            field.getExtensionScope(), DescriptorProto.EXTENSION_FIELD_NUMBER, field.getIndex());
  }

  private static List<Integer> below(GenericDescriptor parent, int number, int index) {
    List<Integer> path = new ArrayList<>(pathOf(parent));
    path.add(number);
    path.add(index);
    return path;
  }
}
