package io.vertebra.platform.call;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Options as text, those included that other files declare, such as {@code (google.api.http)}.
 *
 * <p>One that no imported file declares is left out.
 */
final class OptionsText {

  private static final int MAX_LINE = 60;

  private final Map<String, List<FieldDescriptor>> extensions;

  /**
   * @param file whose imports declare options of its own
   */
  OptionsText(FileDescriptor file) {
    Set<FileDescriptor> files = new LinkedHashSet<>();
    addWithImports(file, files);
    this.extensions =
        files.stream()
            .flatMap(OptionsText::extensions)
            .collect(Collectors.groupingBy(field -> field.getContainingType().getFullName()));
  }

  private static void addWithImports(FileDescriptor file, Set<FileDescriptor> files) {
    if (files.add(file)) {
      file.getDependencies().forEach(imported -> addWithImports(imported, files));
    }
  }

  private static Stream<FieldDescriptor> extensions(FileDescriptor file) {
    return Stream.concat(
        file.getExtensions().stream(),
        file.getMessageTypes().stream().flatMap(OptionsText::extensions));
  }

  private static Stream<FieldDescriptor> extensions(Descriptor message) {
    return Stream.concat(
        message.getExtensions().stream(),
        message.getNestedTypes().stream().flatMap(OptionsText::extensions));
  }

  /** Each option that is set, as {@code name = value}. */
  List<String> of(Message options) {
    List<String> set = new ArrayList<>();
    withExtensions(options)
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (value instanceof List<?> values) {
                values.forEach(each -> set.add(text(field, each)));
              } else {
                set.add(text(field, value));
              }
            });
    return set;
  }

  /** The options read again by one who knows their extensions. */
  private Message withExtensions(Message options) {
    String name = options.getDescriptorForType().getFullName();
    List<FieldDescriptor> known = extensions.getOrDefault(name, List.of());
    if (known.isEmpty()) {
      return options;
    }
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    for (FieldDescriptor extension : known) {
      if (extension.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        registry.add(extension, DynamicMessage.getDefaultInstance(extension.getMessageType()));
      } else {
        registry.add(extension);
      }
    }
    try {
      Descriptor type = known.get(0).getContainingType();
      return DynamicMessage.parseFrom(type, options.toByteString(), registry);
    } catch (InvalidProtocolBufferException broken) {
      return options;
    }
  }

  private static String text(FieldDescriptor field, Object value) {
    String name = field.isExtension() ? "(" + field.getFullName() + ")" : field.getName();
    return name + " = " + text(value, field);
  }

  private static String text(Object value, FieldDescriptor field) {
    if (!(value instanceof Message message)) {
      return scalar(value, field);
    }
    String line = TextFormat.printer().emittingSingleLine(true).printToString(message).strip();
    return line.length() <= MAX_LINE
        ? "{ " + line + " }"
        : "{\n" + TextFormat.printer().printToString(message).indent(2) + "}";
  }

  private static String scalar(Object value, FieldDescriptor field) {
    StringBuilder text = new StringBuilder();
    try {
      TextFormat.printer().printFieldValue(field, value, text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
