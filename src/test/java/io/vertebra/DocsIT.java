package io.vertebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands of the documentation do what it says they do.
 *
 * <p>Runs each line that begins with {@code $} in a {@code console} block, from the top of the
 * project, beside the services that {@code scripts/run} has started; and compares what it prints
 * with the lines below it. There, {@code ...} stands for anything. Ids, times and ports may differ.
 * An exit code other than 0 is announced: {@code console exit=2}.
 */
class DocsIT {

  private static final Pattern BLOCK =
      Pattern.compile(
          "^```console(?: exit=(\\d+))?\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINES_TO_PASTE = Pattern.compile("gRPC on \\S+:(\\d+), .*:(\\d+),");
  private static final long LONGEST_SECONDS = 120;

  @TempDir static Path data;
  private static Process services;
  private static String grpcPort;
  private static String adminPort;

  /** A command, and what the page says it prints. */
  record Example(Path page, String command, List<String> printed, int exit) {

    @Override
    public String toString() {
      return page + ": " + command;
    }
  }

  @BeforeAll
  static void startServices() throws IOException {
    services =
        bash("scripts/run --no-build --port 0 --admin-port 0 --data-dir " + data.resolve("run"));
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
      for (Matcher block = BLOCK.matcher(Files.readString(page)); block.find(); ) {
        int exit = block.group(1) == null ? 0 : Integer.parseInt(block.group(1));
        for (String part : block.group(2).split("(?m)^\\$ ")) {
          if (!part.isBlank()) {
            List<String> lines = part.lines().toList();
            examples.add(new Example(page, lines.get(0), lines.subList(1, lines.size()), exit));
          }
        }
      }
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void doesWhatThePageSays(Example example) throws Exception {
    Process process = bash(here(example.command()));
    String printed =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .lines()
            .collect(Collectors.joining("\n"));
    assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).as(printed).isEqualTo(example.exit());
    assertThat(same(printed.lines()) + "\n").matches(pattern(example.printed()));
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

  private static Process bash(String command) throws IOException {
    return new ProcessBuilder("bash", "-c", "exec 2>&1; " + command)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  private static Pattern pattern(List<String> documented) {
    String lines = same(documented.stream().filter(line -> !line.startsWith("building "))) + "\n";
    return Pattern.compile(
        Stream.of(lines.split("\\.\\.\\.", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }

  /** Without what differs from run to run. */
  private static String same(Stream<String> lines) {
    return lines
        .map(line -> line.replaceAll("\\b(pay|ord|res)-[0-9a-z]{26}\\b", "$1-ID"))
        .map(line -> line.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME"))
        .map(line -> line.replaceAll("after \\d+\\.\\d s", "after N s"))
        .map(line -> line.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT"))
        .collect(Collectors.joining("\n"))
        .strip();
  }
}
