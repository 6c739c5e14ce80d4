package io.vertebra.stock;

import java.util.ArrayList;
import java.util.List;

/** Runs the clients of {@code src/test/python}, which need grpcio and protobuf. */
public final class Python {

  /** In the order of trial: a Python of one's own may lack what the system's has. */
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

  private Python() {}

  /**
   * Runs a client to its end.
   *
   * @param script below {@code src/test/python}
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
    List<String> command = new ArrayList<>(List.of(withGrpc(), "src/test/python/" + script));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String withGrpc() throws InterruptedException {
    for (String python : PYTHONS) {
      if (Script.succeeds(python, "-c", "import grpc, google.protobuf")) {
        return python;
      }
    }
    throw new AssertionError(
        "no Python with grpcio and protobuf among "
            + PYTHONS
            + " (expected: apt-get install python3-grpcio python3-protobuf, as scripts/test does)");
  }
}
