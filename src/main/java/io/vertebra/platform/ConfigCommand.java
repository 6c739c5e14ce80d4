package io.vertebra.platform;

import io.vertebra.config.KeyReference;
import io.vertebra.platform.PlatformLayers.Loaded;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks at the configuration without starting anything. */
@Command(
    name = "config",
    description = "Prints, checks and explains the configuration.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {"", "Example:", "  java -jar target/vertebra.jar config print --env prod"})
final class ConfigCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  @Command(
      name = "print",
      description = "Prints every key with its value and where it was set; secrets are masked.",
      footer = {
        "",
        "Example:",
        "  java -jar target/vertebra.jar config print --env prod --set server.port=9090"
      })
  void print(@Mixin ConfigOptions options) {
    out().print(options.load(List.of()).configuration().print());
    out().flush();
  }

  @Command(
      name = "check",
      description = "Reads the configuration and reports everything that is wrong with it.",
      footer = {"", "Example:", "  java -jar target/vertebra.jar config check --env prod"})
  void check(@Mixin ConfigOptions options) {
    Loaded loaded = options.load(List.of());
    String env = loaded.configuration().value().env().name().toLowerCase(Locale.ROOT);
    String files =
        loaded.files().isEmpty()
            ? "no files"
            : loaded.files().stream().map(Object::toString).collect(Collectors.joining(", "));
    out().println("The configuration is good: env " + env + ", " + files + ".");
  }

  @Command(
      name = "keys",
      description = "Lists every key with its default, its rule and its meaning.",
      footer = {"", "Example:", "  java -jar target/vertebra.jar config keys | grep -A2 port"})
  void keys(
      @Option(names = "--markdown", description = "Writes the table of docs/CONFIGURATION.md.")
          boolean markdown) {
    List<KeyReference.Key> keys = KeyReference.of(PlatformConfig.class);
    out().print(markdown ? KeyTable.markdown(keys) : KeyTable.text(keys));
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
