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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
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
    addMethodSubcommands = false,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = VersionCommand.class,
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

  private static final Map<String, Class<?>> COMMANDS = commands();

  @Spec private CommandSpec spec;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure comes from.")
  private boolean stacktrace;

  private Main() {}

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("run", RunCommand.class);
    commands.put("call", CallCommand.class);
    commands.put("config", ConfigCommand.class);
    commands.put("contract", ContractCommand.class);
    commands.put("resilience", ResilienceCommand.class);
    commands.put("version", VersionCommand.class);
    return commands;
  }

  public static void main(String[] arguments) {
    String command = arguments.length == 0 ? "" : arguments[0];
    Supplier<Groundwork> groundwork = Groundwork::lay;
    if (command.equals("call")) {
      CallCommand.withoutLogging();
    } else if (command.equals("run")) {
      Groundwork early = Groundwork.lay();
      groundwork = () -> early;
    }
    CommandLine line = commandLine(command, new Commands(System.getenv(), System.in, groundwork));
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
    return commandLine("", new Commands(variables, stdin, Groundwork::lay));
  }

  /** With the one command that is named, if it is one, as each takes its time to describe. */
  private static CommandLine commandLine(String command, Commands factory) {
    Main main = new Main();
    CommandLine line = new CommandLine(main, factory);
    COMMANDS.forEach(
        (name, type) -> {
          if (name.equals(command) || !COMMANDS.containsKey(command)) {
            line.addSubcommand(new CommandLine(type, factory));
          }
        });
    // An argument that begins with @ is the command's own affair.
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler(Main::explain);
    line.setExecutionExceptionHandler(main::explain);
    line.setUsageHelpWidth(100);
    return line;
  }

  /** Gives commands and options what they read of the process; picocli makes the rest. */
  private record Commands(
      Map<String, String> variables, InputStream stdin, Supplier<Groundwork> groundwork)
      implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == ConfigOptions.class) {
        return type.cast(new ConfigOptions(variables));
      }
      if (type == RunCommand.class) {
        return type.cast(new RunCommand(groundwork));
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
