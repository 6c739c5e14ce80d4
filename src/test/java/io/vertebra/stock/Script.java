package io.vertebra.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes of other languages. */
final class Script {

  private static final int MINUTES = 3;

  private Script() {}

  /**
   * Runs a script to its end.
   *
   * @return the lines it printed; fails with them when it failed
   */
  static List<String> run(List<String> command) throws IOException, InterruptedException {
    return run(command, true);
  }

  /** The lines that a script prints, whether or not it fails in the end. */
  static List<String> told(List<String> command) throws IOException, InterruptedException {
    return run(command, false);
  }

  private static List<String> run(List<String> command, boolean mustSucceed)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("script", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean over = process.waitFor(MINUTES, TimeUnit.MINUTES);
      if (!over) {
        process.destroyForcibly().waitFor();
      }
      String printed = Files.readString(output);
      assertThat(over).as("over within %s minutes: %s%n%s", MINUTES, command, printed).isTrue();
      assertThat(process.exitValue() == 0 || !mustSucceed).as(printed).isTrue();
      return printed.lines().toList();
    } finally {
      Files.delete(output);
    }
  }

  /** Whether a command is there, and succeeds. */
  static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process trial = new ProcessBuilder(command).redirectErrorStream(true).start();
      trial.getInputStream().transferTo(OutputStream.nullOutputStream());
      return trial.waitFor() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }
}
