package io.vertebra.proof;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command line of {@code scripts/prove}. Exit codes: 0 every bar is met, 1 a bar is missed, 2
 * the command line is wrong, 3 the experiment could not be carried out.
 */
@Command(
    name = "scripts/prove",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the experiment behind a claim and prints its figures.",
      "Without a topic, lists the topics."
    },
    footer = {
      "",
      "Examples:",
      "  scripts/prove payment --quick",
      "  scripts/prove payment --break NAME   switches a mechanism off, to see a bar missed"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every bar is met",
      "1:a bar is missed",
      "2:the command line is wrong",
      "3:the experiment could not be carried out"
    })
public final class Prove implements Callable<Integer> {

  static final int MISSED = 1;
  static final int NOT_CARRIED_OUT = 3;

  private final List<Proof> proofs;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "TOPIC", description = "What to prove.")
  private String topic;

  @Option(names = "--quick", description = "A smaller run, as in every build.")
  private boolean quick;

  @Option(
      names = "--break",
      paramLabel = "NAME",
      description = "Switch this mechanism off; its bars are then to be missed.")
  private String broken;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      defaultValue = "target/vertebra.jar",
      description = "The platform to run (default: ${DEFAULT-VALUE}).")
  private Path jar;

  @Option(
      names = "--keep",
      description = "Keep the directory of the run (data, logs), and say where it is.")
  private boolean keep;

  Prove(List<Proof> proofs) {
    this.proofs = proofs;
  }

  public static void main(String[] arguments) {
    List<Proof> proofs =
        ServiceLoader.load(Proof.class).stream().map(ServiceLoader.Provider::get).toList();
    System.exit(commandLine(proofs).execute(arguments));
  }

  static CommandLine commandLine(List<Proof> proofs) {
    return new CommandLine(new Prove(proofs))
        .setUsageHelpWidth(100)
        .setOverwrittenOptionsAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println("the experiment could not be carried out: " + failure);
              failure.printStackTrace(command.getErr());
              return NOT_CARRIED_OUT;
            });
  }

  @Override
  public Integer call() throws Exception {
    if (topic == null) {
      proofs.forEach(proof -> out().printf("%-12s %s%n", proof.topic(), proof.claim()));
      return 0;
    }
    Proof proof = proof();
    Path dir = Files.createTempDirectory("vertebra-proof-" + proof.topic());
    try {
      return report(proof, proof.run(new Trial(quick, broken(proof), jar.toAbsolutePath(), dir)));
    } finally {
      if (keep) {
        out().println("kept: " + dir);
      } else {
        delete(dir);
      }
    }
  }

  private Proof proof() {
    return proofs.stream()
        .filter(proof -> proof.topic().equals(topic))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "TOPIC: %s (expected: %s)"
                        .formatted(topic, names(proofs.stream().map(Proof::topic)))));
  }

  private Optional<String> broken(Proof proof) {
    if (broken != null && !proof.breaks().containsKey(broken)) {
      throw wrong(
          "--break: %s (expected: %s)".formatted(broken, names(proof.breaks().keySet().stream())));
    }
    return Optional.ofNullable(broken);
  }

  private static String names(Stream<String> names) {
    return String.join(", ", names.sorted().toList());
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int report(Proof proof, Figures figures) {
    if (!proof.breaks().keySet().containsAll(figures.breaksNamed())) {
      throw new IllegalStateException(
          "bars name the breaks %s (expected: some of %s)"
              .formatted(figures.breaksNamed(), proof.breaks().keySet()));
    }
    out().printf("%s: %s%n%n%s%n", proof.topic(), proof.claim(), figures);
    out().println("A bar is seen to be missed with --break:");
    proof.breaks().forEach((name, what) -> out().printf("  %-12s %s%n", name, what));
    out().println();
    out()
        .printf(
            "%s: %d of %d bars met%s%n",
            proof.topic(),
            figures.bars() - figures.missed(),
            figures.bars(),
            broken == null ? "" : ", with " + broken + " broken");
    return figures.missed() == 0 ? 0 : MISSED;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
