package io.vertebra.platform.call;

import com.google.protobuf.Descriptors.GenericDescriptor;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what a server declares. */
@Command(
    name = "describe",
    addMethodSubcommands = false,
    description = {
      "Shows services, methods, messages, enums and fields as the contract has them,",
      "with the comments if the server knows them; without a symbol, all services."
    },
    footer = {
      "",
      "Example:",
      "  java -jar target/vertebra.jar call describe",
      "  java -jar target/vertebra.jar call describe grpc.health.v1.Health/Check",
      "  java -jar target/vertebra.jar call describe grpc.health.v1.HealthCheckRequest"
    })
final class DescribeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @ParentCommand private CallCommand call;

  @Parameters(
      arity = "0..1",
      paramLabel = "SYMBOL",
      description = "The full name of what to show; a method also as SERVICE/METHOD.")
  private String symbol;

  @Override
  public Integer call() {
    return call.ask(
        spec,
        (connection, contract) -> {
          String text =
              symbols(contract).stream().map(ProtoText::of).collect(Collectors.joining("\n"));
          call.terminal().result(Terminal.visible(text.stripTrailing()));
        });
  }

  private List<GenericDescriptor> symbols(Contract contract) {
    if (symbol == null) {
      return contract.services().stream()
          .map(name -> (GenericDescriptor) contract.service(name))
          .toList();
    }
    if (symbol.indexOf('/') >= 0) {
      return List.of(contract.method(symbol));
    }
    return List.of(contract.symbol(symbol).orElseThrow(() -> contract.unknown(symbol)));
  }
}
