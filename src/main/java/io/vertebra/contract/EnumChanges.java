package io.vertebra.contract;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.util.List;

/** What a contract's enums have lost since it was published. */
final class EnumChanges {

  private final Contract published;
  private final Contract now;
  private final List<Finding> findings;

  EnumChanges(Contract published, Contract now, List<Finding> findings) {
    this.published = published;
    this.now = now;
    this.findings = findings;
  }

  void judge() {
    for (EnumDescriptor old : published.enums()) {
      EnumDescriptor type = now.find(EnumDescriptor.class, old.getFullName());
      if (type == null) {
        now.typeRemoved(old, old.getContainingType()).ifPresent(findings::add);
      } else {
        old.getValues().forEach(value -> value(value, type));
      }
    }
  }

  private void value(EnumValueDescriptor old, EnumDescriptor type) {
    EnumValueDescriptor same = type.findValueByName(old.getName());
    EnumValueDescriptor successor = type.findValueByNumber(old.getNumber());
    if (same != null && same.getNumber() != old.getNumber()) {
      breach(
          same,
          "number %d (expected: %d, as published)".formatted(same.getNumber(), old.getNumber()),
          Rule.VALUE_NUMBER);
    } else if (same == null && successor != null) {
      breach(
          successor,
          "was published as %s = %d".formatted(old.getName(), old.getNumber()),
          Rule.VALUE_NAME);
    } else if (same == null) {
      findings.add(now.removed(old, type, Rule.VALUE_REMOVED));
    }
  }

  private void breach(EnumValueDescriptor at, String problem, Rule rule) {
    findings.add(now.finding(at, problem, rule));
  }
}
