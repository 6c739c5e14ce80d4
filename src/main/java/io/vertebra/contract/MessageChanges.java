package io.vertebra.contract;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a contract's messages, fields and extensions have lost since it was published. */
final class MessageChanges {

  private final Contract published;
  private final Contract now;
  private final List<Finding> findings;

  MessageChanges(Contract published, Contract now, List<Finding> findings) {
    this.published = published;
    this.now = now;
    this.findings = findings;
  }

  void judge() {
    for (Descriptor old : published.messages()) {
      Descriptor message = now.find(Descriptor.class, old.getFullName());
      if (message == null) {
        now.typeRemoved(old, old.getContainingType()).ifPresent(findings::add);
      } else {
        Fields fields = new Fields(message.getFields());
        old.getFields().forEach(field -> field(field, fields, message));
      }
    }
    extensions();
  }

  private void extensions() {
    Map<String, Fields> byExtended = new HashMap<>();
    for (FieldDescriptor extension : now.extensions()) {
      byExtended.computeIfAbsent(extended(extension), name -> new Fields(List.of())).add(extension);
    }
    for (FieldDescriptor old : published.extensions()) {
      Fields fields = byExtended.getOrDefault(extended(old), new Fields(List.of()));
      field(old, fields, now.survivingParent(old));
    }
  }

  private static String extended(FieldDescriptor extension) {
    return extension.getContainingType().getFullName();
  }

  private void field(FieldDescriptor old, Fields fields, GenericDescriptor parent) {
    FieldDescriptor same = fields.byName.get(old.getFullName());
    FieldDescriptor successor = fields.byNumber.get(old.getNumber());
    if (same != null && same.getNumber() != old.getNumber()) {
      breach(
          same,
          "number %d (expected: %d, as published)".formatted(same.getNumber(), old.getNumber()),
          Rule.FIELD_NUMBER);
    } else if (same != null) {
      jsonName(old, same);
      shape(old, same);
    } else if (successor != null) {
      breach(
          successor,
          "was published as %s = %d".formatted(old.getName(), old.getNumber()),
          Rule.FIELD_NAME_CHANGED);
      shape(old, successor);
    } else {
      findings.add(now.removed(old, parent, Rule.FIELD_REMOVED));
    }
  }

  private void jsonName(FieldDescriptor old, FieldDescriptor field) {
    if (!field.isExtension() && !field.getJsonName().equals(old.getJsonName())) {
      breach(
          field,
          "json_name %s (expected: %s, as published)"
              .formatted(field.getJsonName(), old.getJsonName()),
          Rule.JSON_NAME);
    }
  }

  private void shape(FieldDescriptor old, FieldDescriptor field) {
    if (!Kinds.typeOf(field).equals(Kinds.typeOf(old))) {
      breach(
          field,
          "type %s (expected: %s, as published)".formatted(Kinds.typeOf(field), Kinds.typeOf(old)),
          Rule.FIELD_TYPE);
    } else if (!label(field).equals(label(old))) {
      breach(
          field,
          "%s (expected: %s, as published)".formatted(label(field), label(old)),
          Rule.FIELD_LABEL);
    } else if (!Objects.equals(oneof(field), oneof(old))) {
      breach(
          field,
          "in %s (expected: in %s, as published)".formatted(place(field), place(old)),
          Rule.FIELD_ONEOF);
    } else if (field.hasPresence() != old.hasPresence()) {
      breach(
          field,
          "%s (expected: %s, as published)".formatted(presence(field), presence(old)),
          Rule.FIELD_PRESENCE);
    }
  }

  private static String label(FieldDescriptor field) {
    return field.isRepeated() ? "repeated" : field.isRequired() ? "required" : "singular";
  }

  private static String oneof(FieldDescriptor field) {
    OneofDescriptor oneof = field.getRealContainingOneof();
    return oneof == null ? null : oneof.getName();
  }

  private static String place(FieldDescriptor field) {
    String oneof = oneof(field);
    return oneof == null ? "no oneof" : "oneof " + oneof;
  }

  private static String presence(FieldDescriptor field) {
    return field.hasPresence() ? "can be absent" : "is never absent";
  }

  private void breach(FieldDescriptor at, String problem, Rule rule) {
    findings.add(now.finding(at, problem, rule));
  }

  /** The fields of one message by name and by number. */
  private static final class Fields {

    private final Map<String, FieldDescriptor> byName = new HashMap<>();
    private final Map<Integer, FieldDescriptor> byNumber = new HashMap<>();

    Fields(Collection<FieldDescriptor> fields) {
      fields.forEach(this::add);
    }

    void add(FieldDescriptor field) {
      byName.put(field.getFullName(), field);
      byNumber.put(field.getNumber(), field);
    }
  }
}
