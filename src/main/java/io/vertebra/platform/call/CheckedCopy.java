package io.vertebra.platform.call;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.vertebra.config.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * One JSON value out of a stream, copied to text of its own, its field names checked on the way
 * against a message type: the parser of protobuf knows no places.
 */
final class CheckedCopy {

  /**
   * A value, an element of a list or an entry of a map.
   *
   * @param field what it is of
   * @param location where it stands in the source
   * @param from where it stands in the copy
   * @param to where it ends there
   */
  record Value(FieldDescriptor field, JsonLocation location, int from, int to) {}

  private final JsonParser parser;
  private final BiFunction<JsonLocation, String, InputException> wrong;
  private final StringBuilder copy = new StringBuilder();
  private final List<Value> values = new ArrayList<>();
  private final Set<String> typeUrls = new LinkedHashSet<>();

  /**
   * @param parser at the first token of the value
   * @param wrong makes the exception for what is wrong at a place
   */
  CheckedCopy(JsonParser parser, BiFunction<JsonLocation, String, InputException> wrong) {
    this.parser = parser;
    this.wrong = wrong;
  }

  /** Copies the value, which ends at its last token. */
  String of(Descriptor type) throws IOException {
    copyMessage(type);
    return copy.toString();
  }

  /** All values that hold no other, in the order of the text. */
  List<Value> values() {
    return values;
  }

  /** A message of the field's owner in which only that value is set. */
  String alone(Value value) {
    FieldDescriptor field = value.field();
    String text = copy.substring(value.from(), value.to());
    String wrapped =
        field.isMapField() ? "{" + text + "}" : field.isRepeated() ? "[" + text + "]" : text;
    return "{" + quoted(field.getJsonName()) + ":" + wrapped + "}";
  }

  /** What stands under {@code @type}. */
  Set<String> typeUrls() {
    return typeUrls;
  }

  private void copyMessage(Descriptor type) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT || !WellKnown.isObject(type)) {
      copyAnything();
      return;
    }
    copy.append('{');
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      FieldDescriptor field = field(type, name).orElseThrow(() -> unknown(type, name));
      copyName(name);
      copyField(field);
    }
    copy.append('}');
  }

  private static Optional<FieldDescriptor> field(Descriptor type, String name) {
    return type.getFields().stream()
        .filter(field -> field.getName().equals(name) || field.getJsonName().equals(name))
        .findFirst();
  }

  private InputException unknown(Descriptor type, String name) {
    List<String> names = type.getFields().stream().map(FieldDescriptor::getJsonName).toList();
    String rule =
        Nearest.to(name, names)
            .map(near -> "; did you mean " + near + "?")
            .orElse(names.isEmpty() ? ", which has none" : ": " + String.join(", ", names));
    return wrong.apply(
        parser.currentTokenLocation(),
        name + ": unknown field (expected: a field of " + type.getFullName() + rule + ")");
  }

  private void copyField(FieldDescriptor field) throws IOException {
    if (field.isMapField() && parser.currentToken() == JsonToken.START_OBJECT) {
      copyMap(field);
    } else if (field.isRepeated() && parser.currentToken() == JsonToken.START_ARRAY) {
      copyList(field);
    } else if (field.isRepeated()) {
      copyAnything();
    } else {
      copyValue(field);
    }
  }

  private void copyMap(FieldDescriptor field) throws IOException {
    FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
    copy.append('{');
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      JsonLocation location = parser.currentTokenLocation();
      separate();
      int from = copy.length();
      copyName(parser.currentName());
      if (isObject(valueField)) {
        copyMessage(valueField.getMessageType());
      } else {
        copyAnything();
        values.add(new Value(field, location, from, copy.length()));
      }
    }
    copy.append('}');
  }

  private void copyList(FieldDescriptor field) throws IOException {
    copy.append('[');
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      separate();
      copyValue(field);
    }
    copy.append(']');
  }

  private void copyValue(FieldDescriptor field) throws IOException {
    if (isObject(field)) {
      copyMessage(field.getMessageType());
      return;
    }
    JsonLocation location = parser.currentTokenLocation();
    int from = copy.length();
    copyAnything();
    values.add(new Value(field, location, from, copy.length()));
  }

  private boolean isObject(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && WellKnown.isObject(field.getMessageType())
        && parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** Copies whatever stands here, unchecked. */
  private void copyAnything() throws IOException {
    int depth = 0;
    do {
      depth += copyToken();
    } while (depth > 0 && parser.nextToken() != null);
  }

  /** Copies one token; 1 for one that opens, -1 for one that closes. */
  private int copyToken() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      copyNameOnly(name);
      return 0;
    }
    if (token.isStructEnd()) {
      copy.append(token.asString());
      return -1;
    }
    separate();
    if (token == JsonToken.VALUE_STRING) {
      copy.append(quoted(parser.getText()));
      if ("@type".equals(parser.currentName())) {
        typeUrls.add(parser.getText());
      }
      return 0;
    }
    copy.append(parser.getText());
    return token.isStructStart() ? 1 : 0;
  }

  /** Copies a field's name and goes on to its value. */
  private void copyName(String name) throws IOException {
    copyNameOnly(name);
    parser.nextToken();
  }

  private void copyNameOnly(String name) {
    separate();
    copy.append(quoted(name)).append(':');
  }

  /** A comma, unless something has just been opened, or a name been given. */
  private void separate() {
    if (copy.length() == 0) {
      return;
    }
    char last = copy.charAt(copy.length() - 1);
    if (last != '{' && last != '[' && last != ':' && last != ',') {
      copy.append(',');
    }
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
