package io.vertebra.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Processes of other languages. */
final class Script {

  private Script() {}

  /**
   * Runs a script to its end.
   *
   * @return the lines it printed; fails with them when it failed
   */
  static List<String> run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
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
