package io.vertebra.contract;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;

/** What to call the parts of a contract when speaking to people. */
final class Kinds {

  private Kinds() {}

  /** The kind and full name: {@code message shop.v1.Item}. */
  static String nameOf(GenericDescriptor of) {
    return kindOf(of) + " " + of.getFullName();
  }

  private static String kindOf(GenericDescriptor of) {
    if (of instanceof Descriptor) {
      return "message";
    } else if (of instanceof FieldDescriptor field) {
      return field.isExtension() ? "extension" : "field";
    } else if (of instanceof OneofDescriptor) {
      return "oneof";
    } else if (of instanceof EnumDescriptor) {
      return "enum";
    } else if (of instanceof EnumValueDescriptor) {
      return "enum value";
    } else if (of instanceof ServiceDescriptor) {
      return "service";
    } else if (of instanceof MethodDescriptor) {
      return "method";
    }
    return "file";
  }

  /** A field's type as it is written in a contract, labels aside. */
  static String typeOf(FieldDescriptor field) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      return "map<%s, %s>"
          .formatted(typeOf(entry.findFieldByNumber(1)), typeOf(entry.findFieldByNumber(2)));
    }
    return switch (field.getType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case GROUP -> "group " + field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
    };
  }
}
