package io.vertebra.platform.call;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.Set;

/** The types of {@code google.protobuf} whose JSON is not an object of their fields. */
final class WellKnown {

  private static final Set<String> NAMES =
      Set.of(
          "Any",
          "BoolValue",
          "BytesValue",
          "DoubleValue",
          "Duration",
          "FieldMask",
          "FloatValue",
          "Int32Value",
          "Int64Value",
          "ListValue",
          "StringValue",
          "Struct",
          "Timestamp",
          "UInt32Value",
          "UInt64Value",
          "Value");

  private WellKnown() {}

  /** Whether the JSON of a type is an object with its fields. */
  static boolean isObject(Descriptor type) {
    return !type.getFile().getPackage().equals("google.protobuf")
        || !NAMES.contains(type.getName())
        || type.getContainingType() != null;
  }
}
