package io.vertebra.platform;

import io.vertebra.contract.Baseline;
import io.vertebra.contract.Contract;
import io.vertebra.contract.ContractCheck;
import io.vertebra.contract.Finding;
import io.vertebra.contract.Rule;
import io.vertebra.contract.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Judges contracts outside of a build: the rules, and what has changed since they were published.
 */
@Command(
    name = "contract",
    description = "Checks contracts against the rules and against what was published.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "A contract is a descriptor set, or a directory of them; protoc writes one:",
      "  protoc --include_imports --include_source_info -o api.binpb account.proto",
      "",
      "Example:",
      "  java -jar target/vertebra.jar contract check api.binpb --baseline published"
    })
final class ContractCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** Whose contracts are judged. */
  static final class ScopeOptions {
    @Option(
        names = "--foreign",
        paramLabel = "PREFIX",
        description = "Packages that are not judged; can be repeated (default: google. and grpc.)")
    private List<String> foreign;

    Scope scope() {
      return foreign == null ? Scope.DEFAULT : new Scope(foreign);
    }
  }

  @Command(
      name = "check",
      description = "Checks a contract against the rules, and against the published one if given.",
      footer = {
        "",
        "Example:",
        "  java -jar target/vertebra.jar contract check api.binpb --baseline published"
      })
  int check(
      @Parameters(paramLabel = "SET", description = "The contract.") Path set,
      @Option(
              names = "--baseline",
              paramLabel = "DIR",
              description = "The directory that keeps the published contract.")
          Path baseline,
      @Mixin ScopeOptions options) {
    return explained(
        () -> {
          Contract now = Contract.read(set, options.scope());
          List<Finding> findings = new ArrayList<>(ContractCheck.rules(now));
          if (baseline != null) {
            findings.addAll(new Baseline(baseline).changes(now, options.scope()));
          }
          return report(findings, now);
        });
  }

  @Command(
      name = "diff",
      description = "Tells what a contract breaks that an older one has published; adding is free.",
      footer = {
        "",
        "Example:",
        "  java -jar target/vertebra.jar contract diff published api.binpb"
      })
  int diff(
      @Parameters(paramLabel = "OLD", description = "The older contract.") Path old,
      @Parameters(paramLabel = "NEW", description = "The newer one.") Path set,
      @Mixin ScopeOptions options) {
    return explained(
        () -> {
          Contract now = Contract.read(set, options.scope());
          return report(ContractCheck.changes(Contract.read(old, options.scope()), now), now);
        });
  }

  @Command(
      name = "accept",
      description = {
        "Makes a contract the published one, once it obeys the rules.",
        "What it breaks is told, not refused."
      },
      footer = {
        "",
        "Example:",
        "  java -jar target/vertebra.jar contract accept api.binpb --baseline published"
      })
  int accept(
      @Parameters(paramLabel = "SET", description = "The contract.") Path set,
      @Option(
              names = "--baseline",
              paramLabel = "DIR",
              required = true,
              description = "The directory that keeps the published contract.")
          Path baseline,
      @Mixin ScopeOptions options) {
    return explained(
        () -> {
          Contract now = Contract.read(set, options.scope());
          List<Finding> findings = ContractCheck.rules(now);
          if (!findings.isEmpty()) {
            return report(findings, now);
          }
          out().println(new Baseline(baseline).accept(now, options.scope()));
          return 0;
        });
  }

  @Command(
      name = "rules",
      description = "Lists what is asked of a contract.",
      footer = {"", "Example:", "  java -jar target/vertebra.jar contract rules"})
  void rules() {
    for (Rule rule : Rule.values()) {
      out().printf("%-22s%s%n%22sto mend: %s%n", rule.id(), rule.demand(), "", rule.mend());
    }
    out().flush();
  }

  private int report(List<Finding> findings, Contract now) {
    List<Finding> sorted = new ArrayList<>(findings);
    Collections.sort(sorted);
    sorted.forEach(out()::println);
    out()
        .printf(
            "%d breach%s; %d messages, enums and services judged%n",
            sorted.size(), sorted.size() == 1 ? "" : "es", now.size());
    out().flush();
    return sorted.isEmpty() ? 0 : Main.FAILED;
  }

  private interface Judgement {
    int run() throws IOException;
  }

  /** What cannot be read is the caller's mistake, and no breach. */
  private int explained(Judgement judgement) {
    try {
      return judgement.run();
    } catch (NoSuchFileException e) {
      throw new ParameterException(
          spec.commandLine(), e.getMessage() + ": no such file (expected: a descriptor set)", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
