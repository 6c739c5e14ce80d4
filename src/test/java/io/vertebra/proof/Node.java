package io.vertebra.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * The built platform in a process of its own, on a free port of loopback.
 *
 * <p>What it prints goes to a file, the tail of which is shown when it does not start.
 */
public final class Node implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("gRPC on ([^ ,]+):(\\d+), metrics and health on ([^ ,]+), ready after");
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(60);

  private final Process process;
  private final URI address;
  private final URI admin;

  private Node(Process process, URI address, URI admin) {
    this.process = process;
    this.address = address;
    this.admin = admin;
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @param log what it prints is added to this file
   * @param options of {@code run}, beside ports
   */
  public static Node start(Path jar, Path log, List<String> options) throws IOException {
    return start(jar, log, List.of(), options);
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @param log what it prints is added to this file
   * @param jvm options of the JVM
   * @param options of {@code run}, beside ports
   */
  public static Node start(Path jar, Path log, List<String> jvm, List<String> options)
      throws IOException {
    List<String> launch = new ArrayList<>(jvm);
    launch.addAll(List.of("-jar", jar.toString()));
    return launch(launch, log, options);
  }

  /**
   * Starts a node that serves what other classes add, and waits until it is ready.
   *
   * @param more jars or directories of classes
   * @param log what it prints is added to this file
   * @param options of {@code run}, beside ports
   */
  public static Node startWith(Path jar, List<Path> more, Path log, List<String> options)
      throws IOException {
    return startWith(jar, more, log, List.of(), options);
  }

  /**
   * Starts a node that serves what other classes add, and waits until it is ready.
   *
   * @param more jars or directories of classes
   * @param log what it prints is added to this file
   * @param jvm options of the JVM
   * @param options of {@code run}, beside ports
   */
  public static Node startWith(
      Path jar, List<Path> more, Path log, List<String> jvm, List<String> options)
      throws IOException {
    StringBuilder classPath = new StringBuilder(jar.toString());
    more.forEach(path -> classPath.append(File.pathSeparatorChar).append(path));
    List<String> launch = new ArrayList<>(jvm);
    launch.addAll(List.of("-cp", classPath.toString(), "io.vertebra.platform.Main"));
    return launch(launch, log, options);
  }

  private static Node launch(List<String> launch, Path log, List<String> options)
      throws IOException {
    long before = Files.exists(log) ? Files.size(log) : 0;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(launch);
    command.addAll(List.of("run", "--port", "0", "--set", "admin.port=0"));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command)
            .directory(log.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Matcher ready = awaitReady(process, log, before);
    return new Node(
        process,
        URI.create("grpc://" + ready.group(1) + ":" + ready.group(2)),
        URI.create(ready.group(3)));
  }

  private static Matcher awaitReady(Process process, Path log, long before) {
    return Awaitility.await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              boolean gone = !process.isAlive();
              String printed = Files.readString(log).substring(Math.toIntExact(before));
              Matcher found = READY.matcher(printed);
              if (!found.find() && gone) {
                throw new IllegalStateException("the node did not start:\n" + printed);
              }
              return found;
            },
            found -> found.reset().find());
  }

  public String host() {
    return address.getHost();
  }

  public int port() {
    return address.getPort();
  }

  /** Where its metrics and health are. */
  public URI admin() {
    return admin;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Bytes of its heap that are in use once it has collected, which it does for this. */
  public long liveBytes() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process histogram =
        new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String printed = new String(histogram.getInputStream().readAllBytes(), UTF_8);
    histogram.waitFor();
    Matcher total = TOTAL.matcher(printed);
    if (!total.find()) {
      throw new IOException("the heap of the node could not be measured: " + printed);
    }
    return Long.parseLong(total.group(1));
  }

  /** What the process has used of all cores together. */
  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Ends the process as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /** Asks the process to stop, as {@code kill -TERM} does, and does not wait. */
  public void terminate() {
    process.destroy();
  }

  /** Waits until the process has ended; false when it has not after so long. */
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks the process to stop and waits until it has. */
  public void stop() {
    process.destroy();
    await();
  }

  private void await() {
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the node did not end within " + STOP);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
