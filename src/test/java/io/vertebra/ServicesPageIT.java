package io.vertebra;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.contract.Protoc;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A reader who follows docs/SERVICES.md from the top, in an empty directory, gets what it says.
 *
 * <p>A block below a line that ends in {@code `file`:} is that file, or a change to it when it is a
 * {@code diff}; a {@code console} block is run, see {@link Example}. Vertebra is installed into a
 * local repository of the test's own, which else is a view of the one that this build uses.
 */
class ServicesPageIT {

  static final Path PAGE = Path.of("docs/SERVICES.md");

  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:`([^`\n]+)`:\n\n)?^```(\\w*)[^\n]*\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern PORTS = Pattern.compile("gRPC on \\S+:(\\d+), .*:(\\d+),");
  private static final long LONGEST_SECONDS = 60;

  private Path dir;
  private Path project;
  private Process service;
  private String grpcPort = "";
  private String adminPort = "";

  @BeforeEach
  void prepare() throws IOException {
    dir = Files.createTempDirectory("services-page");
    project = Files.createDirectory(dir.resolve("greeting"));
    Path tools = Files.createDirectory(dir.resolve("bin"));
    Files.createSymbolicLink(tools.resolve("protoc"), Protoc.compiler());
    linkRepository();
  }

  /** Links are deleted and not followed. */
  @AfterEach
  void cleanUp() throws Exception {
    stopService();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void stopService() throws InterruptedException {
    if (service != null) {
      service.destroy();
      assertThat(service.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).as("stopped").isTrue();
    }
  }

  @Test
  void leadsToAServiceThatRuns() throws Exception {
    int blocks = 0;
    for (Matcher block = BLOCK.matcher(Files.readString(PAGE)); block.find(); blocks++) {
      String file = block.group(1);
      switch (block.group(2)) {
        case "console" -> {
          for (Example example : Example.of(PAGE, block.group())) {
            follow(example);
          }
        }
        case "diff" -> change(project.resolve(file), block.group(3));
        default -> write(project.resolve(file), block.group(3));
      }
    }
    assertThat(blocks).isGreaterThan(20);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void change(Path file, String diff) throws IOException {
    String before = without('+', diff);
    String text = Files.readString(file);
    assertThat(text).as(file.toString()).containsOnlyOnce(before);
    Files.writeString(file, text.replace(before, without('-', diff)));
  }

  private static String without(char sign, String diff) {
    StringBuilder lines = new StringBuilder();
    diff.lines()
        .filter(line -> line.charAt(0) != sign)
        .forEach(line -> lines.append(line.substring(1)).append('\n'));
    return lines.toString();
  }

  private void follow(Example example) throws Exception {
    String command = example.command();
    if (command.startsWith("scripts/")) {
      example.check(command + " --no-build", Path.of("").toAbsolutePath(), environment());
    } else if (command.contains("vertebra.platform.Main run")) {
      serve(example);
    } else {
      String here =
          command
              .replace("vertebra.jar call", "vertebra.jar call --address 127.0.0.1:" + grpcPort)
              .replace("127.0.0.1:8081", "127.0.0.1:" + adminPort);
      example.check(here, project, environment());
    }
  }

  /** Starts the service, in place of the one that runs, and reads the line that it prints. */
  private void serve(Example example) throws Exception {
    stopService();
    Path log = dir.resolve("service.log");
    ProcessBuilder builder =
        Example.bash("exec " + example.command() + " --port 0 --set admin.port=0")
            .directory(project.toFile())
            .redirectError(log.toFile());
    builder.environment().putAll(environment());
    service = builder.start();
    BufferedReader out = service.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    assertThat(line).as(() -> example + "\n" + read(log)).isNotNull();
    example.checkPrinted(line);
    Matcher ports = PORTS.matcher(line);
    assertThat(ports.find()).isTrue();
    grpcPort = ports.group(1);
    adminPort = ports.group(2);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Map<String, String> environment() {
    String options = System.getenv().getOrDefault("MAVEN_OPTS", "");
    Path jdk = Path.of(System.getProperty("java.home"), "bin");
    return Map.of(
        "MAVEN_OPTS",
        options + " -XX:TieredStopAtLevel=1 -Dmaven.repo.local=" + dir.resolve("repository"),
        "PATH",
        dir.resolve("bin") + ":" + jdk + ":" + System.getenv("PATH"));
  }

  /** Links all that this build's local repository has, but for Vertebra itself. */
  private void linkRepository() throws IOException {
    Path ours = Files.createDirectory(dir.resolve("repository"));
    Path theirs = Protoc.localRepository();
    linkAll(theirs, ours, "io");
    linkAll(theirs.resolve("io"), Files.createDirectory(ours.resolve("io")), "vertebra");
  }

  private static void linkAll(Path from, Path to, String except) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (Stream<Path> files = Files.list(from)) {
      files.filter(file -> !file.endsWith(except)).forEach(entries::add);
    }
    for (Path entry : entries) {
      Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
    }
  }
}
