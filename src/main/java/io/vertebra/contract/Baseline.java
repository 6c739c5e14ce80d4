package io.vertebra.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The file that keeps a contract as it was published.
 *
 * <p>A descriptor set of the judged files, without comments and places, so that it changes only
 * when the contract does.
 */
public record Baseline(Path file) {

  /**
   * What in a contract breaks with the published one.
   *
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException when there is no such file, or another kind of one
   */
  public List<Finding> changes(Contract now, Scope scope) throws IOException {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "baseline: " + file + ": no such file (expected: one that mode=accept has written)");
    }
    return ContractCheck.changes(Contract.read(file, scope), now);
  }

  /**
   * Makes a contract the published one.
   *
   * @return what was accepted, for people
   * @throws IOException when the file cannot be read or written
   */
  public String accept(Contract now, Scope scope) throws IOException {
    List<Finding> broken = Files.exists(file) ? changes(now, scope) : List.of();
    now.write(file);
    return broken.stream()
        .map(finding -> "accepted: " + finding + "\n")
        .collect(Collectors.joining("", "", "%s: wrote %d types".formatted(file, now.size())));
  }
}
