package io.vertebra.platform.call;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists services, or the methods of one. */
@Command(
    name = "list",
    addMethodSubcommands = false,
    description = "Lists the services of a server, or the methods of one service.",
    footer = {
      "",
      "Example:",
      "  java -jar target/vertebra.jar call list",
      "  java -jar target/vertebra.jar call list grpc.health.v1.Health"
    })
final class ListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @ParentCommand private CallCommand call;

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "The full name of a service, to list its methods.")
  private String service;

  @Override
  public Integer call() {
    return call.ask(
        spec,
        (connection, contract) -> {
          List<String> lines =
              service == null ? contract.services() : methods(contract.service(service));
          Terminal terminal = call.terminal();
          lines.forEach(line -> terminal.result(Terminal.visible(line)));
        });
  }

  /** Each method by the name to call it by, then what it takes and gives. */
  private static List<String> methods(ServiceDescriptor service) {
    List<MethodDescriptor> methods =
        service.getMethods().stream()
            .sorted(Comparator.comparing(MethodDescriptor::getName))
            .toList();
    int width = methods.stream().mapToInt(method -> name(method).length()).max().orElse(0);
    return methods.stream().map(method -> pad(name(method), width) + signature(method)).toList();
  }

  private static String name(MethodDescriptor method) {
    return method.getService().getFullName() + "/" + method.getName();
  }

  private static String pad(String name, int width) {
    return name + " ".repeat(width - name.length() + 2);
  }

  private static String signature(MethodDescriptor method) {
    return (method.isClientStreaming() ? "stream " : "")
        + method.getInputType().getName()
        + " -> "
        + (method.isServerStreaming() ? "stream " : "")
        + method.getOutputType().getName();
  }
}
