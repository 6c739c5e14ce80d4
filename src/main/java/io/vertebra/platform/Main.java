package io.vertebra.platform;

import io.vertebra.config.ConfigException;
import io.vertebra.platform.call.CallCommand;
import io.vertebra.telemetry.LogOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of the fat jar. Exit codes: 0 done, 1 failed, 2 the command line or the
 * configuration is wrong.
 */
@Command(
    name = "vertebra",
    description = "The backbone for gRPC microservices on Vert.x.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionCommand.class,
    subcommands = {
      RunCommand.class,
      CallCommand.class,
      ConfigCommand.class,
      ContractCommand.class,
      VersionCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Example:",
      "  java -jar target/vertebra.jar config print --env prod",
      "Try COMMAND --help for the options of a command."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:the command line or the configuration is wrong",
    })
public final class Main implements Runnable {
  static final int FAILED = 1;
  static final int WRONG = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure comes from.")
  private boolean stacktrace;

  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("call")) {
      CallCommand.withoutLogging();
    }
    CommandLine line = commandLine(System.getenv(), System.in);
    line.setOut(utf8(FileDescriptor.out));
    line.setErr(utf8(FileDescriptor.err));
    int code = line.execute(arguments);
    LogOutput.close();
    System.exit(code);
  }

  /** Whatever the locale is: JSON is UTF-8. */
  private static PrintWriter utf8(FileDescriptor descriptor) {
    OutputStream stream = new FileOutputStream(descriptor);
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /**
   * The command line with all commands; its {@code execute} returns the exit code.
   *
   * @param variables the environment of the process
   * @param stdin what commands read that read the standard input
   */
  static CommandLine commandLine(Map<String, String> variables, InputStream stdin) {
    Main main = new Main();
    CommandLine line = new CommandLine(main, new Commands(variables, stdin));
    // An argument that begins with @ is the command's own affair.
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler(Main::explain);
    line.setExecutionExceptionHandler(main::explain);
    line.setUsageHelpWidth(100);
    return line;
  }

  /** Gives commands and options what they read of the process; picocli makes the rest. */
  private record Commands(Map<String, String> variables, InputStream stdin)
      implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == ConfigOptions.class) {
        return type.cast(new ConfigOptions(variables));
      }
      return type == CallCommand.class
          ? type.cast(new CallCommand(stdin))
          : CommandLine.defaultFactory().create(type);
    }
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int explain(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    command.getErr().println(wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println("Try '" + name + " --help'.");
    return WRONG;
  }

  private int explain(Exception failure, CommandLine command, ParseResult result) {
    String message = failure.getMessage();
    command.getErr().println(message == null ? failure.toString() : message);
    if (stacktrace) {
      failure.printStackTrace(command.getErr());
    }
    return failure instanceof ConfigException ? WRONG : FAILED;
  }
}
