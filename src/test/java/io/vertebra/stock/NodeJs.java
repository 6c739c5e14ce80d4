package io.vertebra.stock;

import java.util.ArrayList;
import java.util.List;

/** Runs the clients of {@code src/test/node}, which need Node.js and what is in package.json. */
public final class NodeJs {

  private static final String DIRECTORY = "src/test/node";

  private NodeJs() {}

  /**
   * Runs a client to its end.
   *
   * @param script below {@code src/test/node}
   * @return the lines it printed; fails with them when it failed
   */
  public static List<String> run(String script, String... arguments) throws Exception {
    return Script.run(command(script, arguments));
  }

  /** The lines that a client prints, whether or not it fails in the end. */
  public static List<String> told(String script, String... arguments) throws Exception {
    return Script.told(command(script, arguments));
  }

  private static List<String> command(String script, String... arguments) throws Exception {
    if (!Script.succeeds("node", "-e", "require('./" + DIRECTORY + "/contract')")) {
      throw new AssertionError(
          "no Node.js with grpc-js (expected: apt-get install nodejs npm, then npm ci in "
              + DIRECTORY
              + ", as scripts/test does)");
    }
    List<String> command = new ArrayList<>(List.of("node", DIRECTORY + "/" + script));
    command.addAll(List.of(arguments));
    return command;
  }
}
