package io.vertebra.contract;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;

/** What a contract's services and methods have lost since it was published. */
final class ServiceChanges {

  private final Contract published;
  private final Contract now;
  private final List<Finding> findings;

  ServiceChanges(Contract published, Contract now, List<Finding> findings) {
    this.published = published;
    this.now = now;
    this.findings = findings;
  }

  void judge() {
    for (ServiceDescriptor old : published.services()) {
      ServiceDescriptor service = now.find(ServiceDescriptor.class, old.getFullName());
      if (service == null) {
        now.typeRemoved(old, null).ifPresent(findings::add);
      } else {
        old.getMethods().forEach(method -> method(method, service));
      }
    }
  }

  private void method(MethodDescriptor old, ServiceDescriptor service) {
    MethodDescriptor method = service.findMethodByName(old.getName());
    if (method == null) {
      findings.add(now.removed(old, service, Rule.METHOD_REMOVED));
      return;
    }
    type(method, "request", old.getInputType(), method.getInputType());
    type(method, "response", old.getOutputType(), method.getOutputType());
    if (!mode(method).equals(mode(old))) {
      breach(
          method,
          "%s (expected: %s, as published)".formatted(mode(method), mode(old)),
          Rule.METHOD_STREAMING);
    }
    deadline(old, method);
    idempotency(old, method);
  }

  private void type(MethodDescriptor method, String what, Descriptor old, Descriptor type) {
    if (!type.getFullName().equals(old.getFullName())) {
      breach(
          method,
          "%s %s (expected: %s, as published)"
              .formatted(what, type.getFullName(), old.getFullName()),
          Rule.METHOD_TYPE);
    }
  }

  private static String mode(MethodDescriptor method) {
    if (method.isClientStreaming()) {
      return method.isServerStreaming() ? "bidirectional" : "client-streaming";
    }
    return method.isServerStreaming() ? "server-streaming" : "unary";
  }

  /** Unary methods that state no deadline were never promised any; streams that do not, no end. */
  private void deadline(MethodDescriptor before, MethodDescriptor method) {
    DeclaredPolicy old = DeclaredPolicy.of(before);
    DeclaredPolicy policy = DeclaredPolicy.of(method);
    boolean unary = mode(method).equals("unary");
    boolean endless = old.isUnlimited() || !unary && old.deadline().isEmpty();
    boolean narrowed;
    if (policy.timeout().isPresent()) {
      narrowed =
          endless
              || old.timeout().isPresent()
                  && policy.timeout().get().compareTo(old.timeout().get()) < 0;
    } else {
      narrowed = unary && policy.deadline().isEmpty() && !old.deadline().isEmpty();
    }
    if (narrowed) {
      breach(
          method,
          "deadline %s (expected: %s, as published, or longer)"
              .formatted(stated(policy.deadline()), stated(old.deadline())),
          Rule.DEADLINE_NARROWED);
    }
  }

  private static String stated(String deadline) {
    return deadline.isEmpty() ? "not stated" : deadline;
  }

  private void idempotency(MethodDescriptor before, MethodDescriptor method) {
    DeclaredPolicy old = DeclaredPolicy.of(before);
    DeclaredPolicy policy = DeclaredPolicy.of(method);
    boolean narrowed =
        policy.idempotency().compareTo(old.idempotency()) < 0
            || policy.idempotency() == Idempotency.KEYED
                && old.idempotency() == Idempotency.KEYED
                && !policy.key().equals(old.key());
    if (narrowed) {
      breach(
          method,
          "%s (expected: %s, as published)".formatted(promise(policy), promise(old)),
          Rule.IDEMPOTENCY_NARROWED);
    } else if (DeclaredPolicy.level(before) == IdempotencyLevel.NO_SIDE_EFFECTS
        && DeclaredPolicy.level(method) != IdempotencyLevel.NO_SIDE_EFFECTS) {
      breach(
          method,
          "idempotency_level %s (expected: NO_SIDE_EFFECTS, as published)"
              .formatted(DeclaredPolicy.level(method)),
          Rule.IDEMPOTENCY_NARROWED);
    }
  }

  private static String promise(DeclaredPolicy policy) {
    return policy.key().isEmpty()
        ? policy.idempotency().name()
        : policy.idempotency() + " by " + policy.key();
  }

  private void breach(MethodDescriptor at, String problem, Rule rule) {
    findings.add(now.finding(at, problem, rule));
  }
}
