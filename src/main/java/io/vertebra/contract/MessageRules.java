package io.vertebra.contract;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rules for messages and enums, whatever their history. */
final class MessageRules {

  private static final Pattern SNAKE_CASE = Pattern.compile("[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*");
  private static final int VERSION = 1;

  private final Contract contract;
  private final List<Finding> findings;

  MessageRules(Contract contract, List<Finding> findings) {
    this.contract = contract;
    this.findings = findings;
  }

  void judge() {
    contract.messages().forEach(this::message);
    contract.extensions().forEach(extension -> name(extension, extension.getName()));
    contract.enums().forEach(this::zero);
  }

  private void message(Descriptor message) {
    version(message);
    message.getRealOneofs().forEach(oneof -> name(oneof, oneof.getName()));
    for (FieldDescriptor field : message.getFields()) {
      name(field, field.getName());
      presence(field);
    }
  }

  private void name(GenericDescriptor part, String name) {
    if (!SNAKE_CASE.matcher(name).matches()) {
      breach(part, "name %s (expected: %s)".formatted(name, snakeCase(name)), Rule.FIELD_NAME);
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
        .replaceAll("_+(?=\\d)", "")
        .replaceAll("__+", "_")
        .replaceAll("^_|_$", "")
        .toLowerCase(Locale.ROOT);
  }

  private void version(Descriptor message) {
    String reason = DeclaredPolicy.valueType(message.getOptions());
    if (reason != null) {
      if (reason.isBlank()) {
        breach(message, "excused for no reason (expected: a reason)", Rule.VALUE_TYPE);
      }
      return;
    }
    FieldDescriptor first = message.findFieldByNumber(VERSION);
    if (first == null) {
      breach(message, "no field 1 (expected: uint32 version = 1)", Rule.VERSION_FIELD);
    } else if (!first.getName().equals("version")
        || first.getType() != FieldDescriptor.Type.UINT32
        || first.isRepeated()
        || first.getRealContainingOneof() != null) {
      breach(
          first,
          "%s%s %s = 1%s (expected: uint32 version = 1)"
              .formatted(
                  first.isRepeated() && !first.isMapField() ? "repeated " : "",
                  Kinds.typeOf(first),
                  first.getName(),
                  first.getRealContainingOneof() == null ? "" : " in a oneof"),
          Rule.VERSION_FIELD);
    }
  }

  /** Sub-messages can always be absent, and need no keyword for it. */
  private void presence(FieldDescriptor field) {
    if (field.isRequired()) {
      breach(field, "required (expected: that it may be absent)", Rule.PRESENCE);
    } else if (field.toProto().getProto3Optional()
        || field.hasPresence()
            && field.getRealContainingOneof() == null
            && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      breach(field, "optional outside of a oneof (expected: a oneof)", Rule.PRESENCE);
    }
  }

  private void zero(EnumDescriptor type) {
    EnumValueDescriptor zero = type.findValueByNumber(0);
    if (zero == null) {
      breach(type, "no value 0 (expected: ..._UNSPECIFIED = 0)", Rule.ENUM_ZERO);
    } else if (!zero.getName().endsWith("_UNSPECIFIED")) {
      breach(zero, zero.getName() + " = 0 (expected: ..._UNSPECIFIED = 0)", Rule.ENUM_ZERO);
    }
  }

  private void breach(GenericDescriptor at, String problem, Rule rule) {
    findings.add(contract.finding(at, problem, rule));
  }
}
