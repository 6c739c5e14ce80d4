package io.vertebra.proof.interop;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** grpc-java's interoperability client and server, which {@code scripts/build --tests} fetches. */
final class JavaPeer {

  private static final Path CLASS_PATH = Path.of("target/interop.classpath");
  private static final String PACKAGE = "io.grpc.testing.integration.";
  private static final Pattern OPTION = Pattern.compile("^ {6}([a-z_0-9]+): ", Pattern.MULTILINE);
  private static final int CASE_SECONDS = 60;

  private final Path dir;
  private final List<String> command;

  /**
   * The peer.
   *
   * @param dir where its output is kept
   */
  JavaPeer(Path dir) throws IOException {
    this.dir = dir;
    this.command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            Files.readString(CLASS_PATH).strip());
  }

  /** The version of grpc-java. */
  static String version() throws IOException {
    Matcher jar =
        Pattern.compile("grpc-interop-testing-([0-9.]+)\\.jar")
            .matcher(Files.readString(CLASS_PATH));
    return jar.find() ? jar.group(1) : "unknown";
  }

  /** A file that its jars bring along. */
  Path file(String name) throws IOException {
    for (String jar : command.get(command.size() - 1).split(File.pathSeparator)) {
      try (ZipFile zip = new ZipFile(jar)) {
        ZipEntry entry = zip.getEntry(name);
        if (entry != null) {
          Path copy = dir.resolve(entry.getName().replace('/', '-'));
          Files.copy(zip.getInputStream(entry), copy, StandardCopyOption.REPLACE_EXISTING);
          return copy;
        }
      }
    }
    throw new IOException(name + ": in none of the jars of " + CLASS_PATH);
  }

  /** The cases that the client says it has. */
  List<String> cases() throws Exception {
    Process help = start("TestServiceClient", dir.resolve("help"), "--help");
    help.waitFor();
    return OPTION
        .matcher(Files.readString(dir.resolve("help")))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  /**
   * Runs its client once.
   *
   * @return empty when the case passed, else what the client said
   */
  String run(String name, int port, List<String> options) throws Exception {
    Path output = dir.resolve("client-" + name);
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(
        List.of("--server_host=127.0.0.1", "--server_port=" + port, "--test_case=" + name));
    Process client = start("TestServiceClient", output, arguments.toArray(String[]::new));
    if (!client.waitFor(CASE_SECONDS, TimeUnit.SECONDS)) {
      client.destroyForcibly().waitFor();
      return "not over after " + CASE_SECONDS + " s";
    }
    return client.exitValue() == 0 ? "" : complaint(output);
  }

  /** The line that says what went wrong. */
  private static String complaint(Path output) throws IOException {
    try (Stream<String> lines = Files.lines(output, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.contains("Exception") || line.contains("Error"))
          .findFirst()
          .orElse("failed without a word");
    }
  }

  /** Starts its server, and waits until it listens. */
  Server serve(List<String> options) throws Exception {
    int port = freePort();
    List<String> arguments = new ArrayList<>(options);
    arguments.add("--port=" + port);
    Process process =
        start("TestServiceServer", dir.resolve("server"), arguments.toArray(String[]::new));
    for (int i = 0; i < 300 && process.isAlive(); i++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        return new Server(process, port);
      } catch (IOException notYet) {
        Thread.sleep(100);
      }
    }
    process.destroyForcibly().waitFor();
    throw new IllegalStateException(Files.readString(dir.resolve("server")));
  }

  /** It takes a port that it is told, and none of those that the system gives to clients. */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
  }

  private Process start(String main, Path output, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add(PACKAGE + main);
    all.addAll(List.of(arguments));
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** A server that runs. */
  record Server(Process process, int port) implements AutoCloseable {

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
