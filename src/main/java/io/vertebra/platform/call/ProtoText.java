package io.vertebra.platform.call;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Descriptors as the text of a {@code .proto} file, types by their full names. */
final class ProtoText {

  private static final int MAX_FIELD_NUMBER = 536_870_911;

  private final StringBuilder text = new StringBuilder();
  private final Comments comments;
  private final OptionsText options;
  private int depth;

  private ProtoText(FileDescriptor file) {
    this.comments = new Comments(file);
    this.options = new OptionsText(file);
  }

  /** What a symbol is, and its declaration. */
  static String of(GenericDescriptor symbol) {
    ProtoText proto = new ProtoText(symbol.getFile());
    proto.line(symbol.getFullName() + " is " + proto.kind(symbol) + ":");
    if (symbol instanceof ServiceDescriptor service) {
      proto.service(service);
    } else if (symbol instanceof MethodDescriptor method) {
      proto.method(method);
      PolicyText.of(method).forEach(policy -> proto.line("// " + policy));
    } else if (symbol instanceof Descriptor message) {
      proto.message(message);
    } else if (symbol instanceof EnumDescriptor type) {
      proto.enumeration(type);
    } else if (symbol instanceof EnumValueDescriptor value) {
      proto.value(value);
    } else if (symbol instanceof OneofDescriptor oneof) {
      proto.oneof(oneof);
    } else if (symbol instanceof FieldDescriptor field) {
      proto.field(field);
    }
    return proto.text.toString();
  }

  private String kind(GenericDescriptor symbol) {
    if (symbol instanceof ServiceDescriptor) {
      return "a service";
    }
    if (symbol instanceof MethodDescriptor) {
      return "a method";
    }
    if (symbol instanceof Descriptor) {
      return "a message";
    }
    if (symbol instanceof EnumDescriptor) {
      return "an enum";
    }
    if (symbol instanceof EnumValueDescriptor) {
      return "an enum value";
    }
    if (symbol instanceof OneofDescriptor) {
      return "a oneof";
    }
    return symbol instanceof FieldDescriptor field && field.isExtension()
        ? "an extension of " + field.getContainingType().getFullName()
        : "a field";
  }

  private void service(ServiceDescriptor service) {
    comment(service);
    open("service " + service.getName());
    optionLines(options.of(service.toProto().getOptions()));
    service.getMethods().forEach(this::method);
    close();
  }

  private void method(MethodDescriptor method) {
    comment(method);
    String signature =
        "rpc "
            + method.getName()
            + "("
            + (method.isClientStreaming() ? "stream " : "")
            + method.getInputType().getFullName()
            + ") returns ("
            + (method.isServerStreaming() ? "stream " : "")
            + method.getOutputType().getFullName()
            + ")";
    List<String> set = options.of(method.toProto().getOptions());
    if (set.isEmpty()) {
      line(signature + ";");
    } else {
      open(signature);
      optionLines(set);
      close();
    }
  }

  private void message(Descriptor message) {
    comment(message);
    open("message " + message.getName());
    optionLines(options.of(message.toProto().getOptions()));
    for (FieldDescriptor field : message.getFields()) {
      OneofDescriptor oneof = field.getRealContainingOneof();
      if (oneof == null) {
        field(field);
      } else if (field == oneof.getField(0)) {
        oneof(oneof);
      }
    }
    message.getNestedTypes().stream()
        .filter(type -> !type.toProto().getOptions().getMapEntry())
        .forEach(this::message);
    message.getEnumTypes().forEach(this::enumeration);
    message.getExtensions().forEach(this::extension);
    ranges(message.toProto());
    close();
  }

  private void oneof(OneofDescriptor oneof) {
    comment(oneof);
    open("oneof " + oneof.getName());
    optionLines(options.of(oneof.toProto().getOptions()));
    oneof.getFields().forEach(this::field);
    close();
  }

  private void extension(FieldDescriptor extension) {
    open("extend " + extension.getContainingType().getFullName());
    field(extension);
    close();
  }

  private void field(FieldDescriptor field) {
    comment(field);
    String bracket = bracket(fieldOptions(field));
    line(label(field) + type(field) + " " + field.getName() + " = " + field.getNumber() + bracket);
  }

  private static String label(FieldDescriptor field) {
    if (field.isMapField() || field.getRealContainingOneof() != null) {
      return "";
    }
    if (field.isRepeated()) {
      return "repeated ";
    }
    String syntax = field.getFile().toProto().getSyntax();
    boolean proto2 = syntax.isEmpty() || syntax.equals("proto2");
    if (proto2) {
      return field.isRequired() ? "required " : "optional ";
    }
    return field.toProto().getProto3Optional() ? "optional " : "";
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
      FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
      return "map<" + type(key) + ", " + type(value) + ">";
    }
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(Locale.ROOT);
    };
  }

  private List<String> fieldOptions(FieldDescriptor field) {
    FieldDescriptorProto proto = field.toProto();
    List<String> set = new ArrayList<>();
    if (proto.hasDefaultValue()) {
      boolean quoted = field.getJavaType() == FieldDescriptor.JavaType.STRING;
      String value = proto.getDefaultValue();
      set.add("default = " + (quoted ? quoted(value) : value));
    }
    if (!field.isExtension() && !proto.getJsonName().isEmpty() && !isDefaultJsonName(proto)) {
      set.add("json_name = " + quoted(proto.getJsonName()));
    }
    set.addAll(options.of(proto.getOptions()));
    return set;
  }

  private static boolean isDefaultJsonName(FieldDescriptorProto field) {
    StringBuilder camel = new StringBuilder();
    boolean upper = false;
    for (char c : field.getName().toCharArray()) {
      if (c != '_') {
        camel.append(upper ? Character.toUpperCase(c) : c);
      }
      upper = c == '_';
    }
    return camel.toString().equals(field.getJsonName());
  }

  private void enumeration(EnumDescriptor type) {
    comment(type);
    open("enum " + type.getName());
    optionLines(options.of(type.toProto().getOptions()));
    type.getValues().forEach(this::value);
    EnumDescriptorProto proto = type.toProto();
    List<String> numbers = new ArrayList<>();
    proto.getReservedRangeList().forEach(r -> numbers.add(range(r.getStart(), r.getEnd())));
    reserved(numbers, proto.getReservedNameList());
    close();
  }

  private void value(EnumValueDescriptor value) {
    comment(value);
    line(
        value.getName()
            + " = "
            + value.getNumber()
            + bracket(options.of(value.toProto().getOptions())));
  }

  private void ranges(DescriptorProto message) {
    List<String> numbers = new ArrayList<>();
    message.getReservedRangeList().forEach(r -> numbers.add(range(r.getStart(), r.getEnd() - 1)));
    reserved(numbers, message.getReservedNameList());
    message
        .getExtensionRangeList()
        .forEach(r -> line("extensions " + range(r.getStart(), r.getEnd() - 1) + ";"));
  }

  private void reserved(List<String> numbers, List<String> names) {
    if (!numbers.isEmpty()) {
      line("reserved " + String.join(", ", numbers) + ";");
    }
    if (!names.isEmpty()) {
      line("reserved " + String.join(", ", names.stream().map(ProtoText::quoted).toList()) + ";");
    }
  }

  private static String range(int first, int last) {
    String end = last >= MAX_FIELD_NUMBER ? "max" : Integer.toString(last);
    return first == last ? Integer.toString(first) : first + " to " + end;
  }

  private static String bracket(List<String> set) {
    return set.isEmpty() ? ";" : " [" + String.join(", ", set) + "];";
  }

  private static String quoted(String value) {
    return '"' + TextFormat.escapeDoubleQuotesAndBackslashes(value) + '"';
  }

  private void optionLines(List<String> set) {
    set.forEach(option -> line("option " + option + ";"));
  }

  private void comment(GenericDescriptor symbol) {
    comments.of(symbol).lines().forEach(comment -> line(("//" + comment).stripTrailing()));
  }

  private void open(String head) {
    line(head + " {");
    depth++;
  }

  private void close() {
    depth--;
    line("}");
  }

  private void line(String line) {
    line.lines().forEach(each -> text.append("  ".repeat(depth)).append(each).append('\n'));
  }
}
