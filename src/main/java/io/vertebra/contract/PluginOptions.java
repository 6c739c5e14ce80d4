package io.vertebra.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a build asks of {@link ContractPlugin}.
 *
 * @param baseline where the published contract is kept
 * @param accept whether to write it anew
 * @param sources the directory that names of files are relative to; empty when not told
 * @param scope whose contracts are judged
 */
record PluginOptions(Optional<Path> baseline, boolean accept, String sources, Scope scope) {

  /**
   * Reads {@code key=value,...}.
   *
   * @throws IllegalArgumentException when something else stands there
   */
  static PluginOptions of(String parameter) {
    Path baseline = null;
    boolean accept = false;
    String sources = "";
    List<String> foreign = new ArrayList<>();
    for (String option : parameter.isEmpty() ? new String[0] : parameter.split(",")) {
      String value = option.substring(option.indexOf('=') + 1);
      switch (option.substring(0, Math.max(0, option.indexOf('=')))) {
        case "baseline" -> baseline = Path.of(value);
        case "mode" -> accept = accepts(value);
        case "sources" -> sources = value;
        case "foreign" -> foreign.add(value);
        default ->
            throw new IllegalArgumentException(
                "option: " + option + " (expected: baseline=, mode=, sources= or foreign=)");
      }
    }
    if (accept && baseline == null) {
      throw new IllegalArgumentException("mode: accept (expected: a baseline=DIR with it)");
    }
    return new PluginOptions(
        Optional.ofNullable(baseline),
        accept,
        sources,
        foreign.isEmpty() ? Scope.DEFAULT : new Scope(foreign));
  }

  private static boolean accepts(String mode) {
    return switch (mode) {
      case "accept" -> true;
      case "check" -> false;
      default ->
          throw new IllegalArgumentException("mode: " + mode + " (expected: check or accept)");
    };
  }
}
