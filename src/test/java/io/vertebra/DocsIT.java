package io.vertebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands of the documentation do what it says they do.
 *
 * <p>Runs each {@link Example} from the top of the project, beside the services that {@code
 * scripts/run} has started. Those of docs/SERVICES.md are for {@link ServicesPageIT}.
 */
class DocsIT {

  private static final Pattern LINES_TO_PASTE = Pattern.compile("gRPC on \\S+:(\\d+), .*:(\\d+),");
  private static final long LONGEST_SECONDS = 120;

  @TempDir static Path data;
  private static Process services;
  private static String grpcPort;
  private static String adminPort;

  @BeforeAll
  static void startServices() throws IOException {
    services =
        Example.bash(
                "scripts/run --no-build --port 0 --admin-port 0 --data-dir " + data.resolve("run"))
            .redirectErrorStream(true)
            .start();
    BufferedReader out = services.inputReader(StandardCharsets.UTF_8);
    List<String> printed = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      printed.add(line);
      Matcher ports = LINES_TO_PASTE.matcher(line);
      if (ports.find()) {
        grpcPort = ports.group(1);
        adminPort = ports.group(2);
      }
      if (line.contains("Ctrl-C stops")) {
        return;
      }
    }
    throw new IllegalStateException("scripts/run ended: " + String.join("\n", printed));
  }

  @AfterAll
  static void stopServices() throws InterruptedException {
    services.destroy();
    assertThat(services.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).as("stopped").isTrue();
  }

  static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (Path page : DocumentsTest.pages()) {
      if (!page.equals(ServicesPageIT.PAGE)) {
        examples.addAll(Example.of(page, Files.readString(page)));
      }
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void doesWhatThePageSays(Example example) throws Exception {
    example.check(here(example.command()), Path.of("").toAbsolutePath(), Map.of());
  }

  /** The command as it can be run beside others: on ports and in directories of its own. */
  private static String here(String command) {
    return command
        .replace(
            "scripts/run",
            "scripts/run --no-build --port 0 --admin-port 0 --data-dir " + data.resolve("own"))
        .replace("vertebra.jar call", "vertebra.jar call --address 127.0.0.1:" + grpcPort)
        .replace("127.0.0.1:8081", "127.0.0.1:" + adminPort);
  }
}
