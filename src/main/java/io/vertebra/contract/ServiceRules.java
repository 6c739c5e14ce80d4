package io.vertebra.contract;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;

/** The rules for methods, whatever their history. */
final class ServiceRules {

  private final Contract contract;
  private final List<Finding> findings;

  ServiceRules(Contract contract, List<Finding> findings) {
    this.contract = contract;
    this.findings = findings;
  }

  void judge() {
    for (ServiceDescriptor service : contract.services()) {
      service.getMethods().forEach(this::method);
    }
  }

  private void method(MethodDescriptor method) {
    DeclaredPolicy policy = DeclaredPolicy.of(method);
    for (DeclaredPolicy.Problem problem : policy.problems(method)) {
      findings.add(contract.finding(method, problem.text(), problem.rule()));
    }
    boolean streams = method.isClientStreaming() || method.isServerStreaming();
    if (streams && policy.deadline().isEmpty()) {
      findings.add(
          contract.finding(
              method,
              "streams and has no deadline (expected: one, or none)",
              Rule.STREAM_DEADLINE));
    }
  }
}
