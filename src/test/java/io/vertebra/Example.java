package io.vertebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command in a {@code console} block of a page, and what the page says it prints.
 *
 * <p>A line that begins with {@code $} is a command, those below it are what it prints, where
 * {@code ...} stands for anything. Ids, times and ports may differ. An exit code other than 0 is
 * announced: {@code console exit=2}.
 */
record Example(String page, String command, List<String> printed, int exit) {

  private static final Pattern BLOCK =
      Pattern.compile(
          "^```console(?: exit=(\\d+))?\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final long LONGEST_SECONDS = 120;

  /** The commands of a page, or of a part of it, in their order. */
  static List<Example> of(Path page, String text) {
    List<Example> examples = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(text); block.find(); ) {
      int exit = block.group(1) == null ? 0 : Integer.parseInt(block.group(1));
      for (String part : block.group(2).split("(?m)^\\$ ")) {
        if (!part.isBlank()) {
          List<String> lines = part.lines().toList();
          examples.add(
              new Example(page.toString(), lines.get(0), lines.subList(1, lines.size()), exit));
        }
      }
    }
    return examples;
  }

  /** Starts a command line; what it prints goes where its builder says. */
  static ProcessBuilder bash(String command) {
    return new ProcessBuilder("bash", "-c", command)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
  }

  /**
   * Runs the command to its end, and compares.
   *
   * @param here the command as it can be run in the test
   */
  void check(String here, Path directory, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = bash(here).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = process.inputReader().lines().collect(Collectors.joining("\n"));
    assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).as(here).isTrue();

    assertThat(process.exitValue()).as(this + "\n" + output).isEqualTo(exit);
    checkPrinted(output);
  }

  /** Compares what it printed with what the page says. */
  void checkPrinted(String output) {
    assertThat(same(output.lines()) + "\n").as(toString()).matches(pattern());
  }

  private Pattern pattern() {
    String lines = same(printed.stream().filter(line -> !line.startsWith("building "))) + "\n";
    return Pattern.compile(
        Stream.of(lines.split("\\.\\.\\.", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }

  /** Without what differs from run to run, or is there for a terminal. */
  private static String same(Stream<String> lines) {
    return lines
        .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
        .map(line -> line.replaceAll("\\b(pay|ord|res)-[0-9a-z]{26}\\b", "$1-ID"))
        .map(line -> line.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME"))
        .map(line -> line.replaceAll("after \\d+\\.\\d s", "after N s"))
        .map(line -> line.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT"))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  @Override
  public String toString() {
    return page + ": " + command;
  }
}
