package io.vertebra.platform;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which Vertebra this is, and on what it runs. */
@Command(
    name = "version",
    addMethodSubcommands = false,
    description = "Prints the version.",
    footer = {"", "Example:", "  java -jar target/vertebra.jar version"})
final class VersionCommand implements Runnable, CommandLine.IVersionProvider {

  @Spec private CommandSpec spec;

  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "vertebra " + Objects.requireNonNullElse(version, "(not built as a jar)"),
      "java " + Runtime.version(),
    };
  }

  @Override
  public void run() {
    for (String line : getVersion()) {
      spec.commandLine().getOut().println(line);
    }
  }
}
