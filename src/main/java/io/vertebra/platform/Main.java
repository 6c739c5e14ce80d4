package io.vertebra.platform;

import io.vertebra.config.ConfigException;
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
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  /**
   * The command line with all commands; its {@code execute} returns the exit code.
   *
   * @param variables the environment of the process
   */
  static CommandLine commandLine(Map<String, String> variables) {
    Main main = new Main();
    CommandLine line = new CommandLine(main, new Commands(variables));
    line.setParameterExceptionHandler(Main::explain);
    line.setExecutionExceptionHandler(main::explain);
    line.setUsageHelpWidth(100);
    return line;
  }

  /** Gives the environment to the options that read it; picocli makes the rest. */
  private record Commands(Map<String, String> variables) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == ConfigOptions.class
          ? type.cast(new ConfigOptions(variables))
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
