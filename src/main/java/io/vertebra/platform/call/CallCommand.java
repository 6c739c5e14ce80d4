package io.vertebra.platform.call;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.vertebra.config.Durations;
import io.vertebra.rpc.RpcException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.logging.LogManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Calls any method of any gRPC server that has reflection, JSON in and JSON out. */
@Command(
    name = "call",
    addMethodSubcommands = false,
    description = {
      "Calls a method of a gRPC server, which needs reflection; JSON in, JSON out.",
      "Several JSON messages, one after the other, make a stream of requests; from the standard",
      "input they are sent as they arrive. Responses go to the standard output, all else to the",
      "standard error. Ctrl-C cancels the call."
    },
    customSynopsis = {
      "vertebra call [OPTIONS] SERVICE/METHOD [-d JSON]",
      "       vertebra call [OPTIONS] list [SERVICE]",
      "       vertebra call [OPTIONS] describe [SYMBOL]"
    },
    subcommands = {ListCommand.class, DescribeCommand.class},
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Example:",
      "  java -jar target/vertebra.jar call list",
      "  java -jar target/vertebra.jar call describe grpc.health.v1.Health",
      "  java -jar target/vertebra.jar call grpc.health.v1.Health/Check",
      "  java -jar target/vertebra.jar call --address 127.0.0.1:9090 --deadline 2s \\",
      "    -H 'x-tenant: blue' grpc.health.v1.Health/Check -d '{\"service\": \"\"}'",
      "  java -jar target/vertebra.jar call --address 10.0.0.7:8443 --cacert ca.pem list",
      "  tail -f requests.json | java -jar target/vertebra.jar call pkg.Service/Method -d @-"
    })
public final class CallCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private TlsOptions tls;

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE/METHOD",
      description = "The method, by the full name of its service.")
  private String method;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "JSON",
      description = {
        "The request; @FILE reads a file, @- the standard input.",
        "Without it one empty message is sent, or none if the method takes a stream."
      })
  private String data;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = {
        "How long the call may take, such as 500ms or 5s.",
        "Without it, what the contract says; else 15s, or for ever if the method streams."
      })
  private String deadline;

  @Option(
      names = "--emit-defaults",
      description = "Print fields that have their default value, too.")
  private boolean emitDefaults;

  @Option(
      names = "--proto-names",
      description = "Print the field names of the contract: order_id, not orderId.")
  private boolean protoNames;

  @Option(names = "--compact", description = "Print a response on one line.")
  private boolean compact;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print headers, trailers and times to the standard error.")
  private boolean verbose;

  private final InputStream stdin;

  /**
   * The command.
   *
   * @param stdin the standard input, read when it is asked for
   */
  public CallCommand(InputStream stdin) {
    this.stdin = stdin;
  }

  /**
   * Leaves out the logging system, for a faster start: all that fails is told to the caller anyway.
   * To be called before anything logs; a system property that is set already stands.
   */
  public static void withoutLogging() {
    System.getProperties()
        .putIfAbsent("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    System.getProperties().putIfAbsent("slf4j.internal.verbosity", "ERROR");
    // Vert.x and Netty take this one when there is no other.
    LogManager.getLogManager().reset();
  }

  @Override
  public Integer call() {
    if (method == null) {
      throw new ParameterException(
          spec.commandLine(),
          "Missing method (expected: SERVICE/METHOD, or 'list', or 'describe')");
    }
    Optional<Duration> timeout = timeout();
    return ask(spec, (connection, contract) -> invoke(connection, contract, timeout));
  }

  private void invoke(Connection connection, Contract contract, Optional<Duration> timeout) {
    MethodDescriptor descriptor = contract.method(method);
    AnyTypes types = new AnyTypes(contract);
    JsonText json = new JsonText(types, emitDefaults, protoNames, compact);
    String requests = data == null ? noData(descriptor) : data;
    new Invocation(connection, terminal(), json, verbose)
        .run(
            descriptor,
            DataOption.open(requests, stdin, descriptor.getInputType(), types),
            timeout);
  }

  private static String noData(MethodDescriptor descriptor) {
    return descriptor.isClientStreaming() ? "" : "{}";
  }

  private Optional<Duration> timeout() {
    if (deadline == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Durations.parse(deadline));
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), "--deadline: " + wrong.getMessage());
    }
  }

  /**
   * Does something with the server, and explains what goes wrong.
   *
   * @param asked the command that does it
   * @return the exit code
   */
  int ask(CommandSpec asked, BiConsumer<Connection, Contract> work) {
    try (Connection connection =
        new Connection(
            server.address(), server.metadata(), server.client().withTls(tls.config()))) {
      Contract contract = new Contract(new Reflected(connection));
      try {
        work.accept(connection, contract);
        return ExitCode.OK;
      } catch (RpcException failure) {
        JsonText json = new JsonText(new AnyTypes(contract), emitDefaults, protoNames, compact);
        terminal().failure(failure, server.address(), json);
        return ExitCode.SOFTWARE;
      }
    } catch (InputException wrong) {
      throw new ParameterException(asked.commandLine(), wrong.getMessage());
    }
  }

  Terminal terminal() {
    return new Terminal(spec.commandLine().getOut(), spec.commandLine().getErr());
  }
}
