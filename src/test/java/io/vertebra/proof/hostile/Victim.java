package io.vertebra.proof.hostile;

import io.vertebra.proof.Node;
import io.vertebra.proof.Trial;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The node that is attacked: a process of its own with little memory, and one event loop for all
 * its connections, so that whatever holds it up holds up everybody.
 */
final class Victim implements AutoCloseable {

  static final String HOARD = "hoard";
  static final String STALL = "stall";
  static final String STRICT = "strict";
  static final String LOG = "log";
  static final String FAIL = "fail";

  /** Times that are short enough to wait for. */
  private static final List<String> SHORT =
      List.of(
          "server.connection.keepaliveTime=500ms",
          "server.connection.keepaliveTimeout=500ms",
          "server.connection.handshakeTimeout=1s");

  private static final List<String> OFF =
      List.of(
          "server.connection.keepaliveTime=24h",
          "server.connection.keepaliveTimeout=24h",
          "server.connection.handshakeTimeout=10m",
          "server.guard.maxResets=1000000000",
          "server.guard.maxControlFrames=1000000000",
          "server.maxMetadataSize=1MiB");

  private final Node node;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();

  private Victim(Node node, Path log) {
    this.node = node;
    this.log = log;
  }

  static Victim start(Trial trial) throws IOException, URISyntaxException {
    Path services = Files.createDirectories(trial.dir().resolve("META-INF/services"));
    Files.writeString(
        services.resolve("io.vertebra.platform.ServiceModule"), VictimModule.class.getName());
    Path classes =
        Path.of(VictimModule.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path log = trial.dir().resolve("victim.log");
    List<String> options = new ArrayList<>(List.of("--services", VictimModule.NAME));
    options.addAll(List.of("--data-dir", trial.dir().resolve("data").toString()));
    settings(trial).forEach(setting -> options.addAll(List.of("--set", setting)));
    List<Path> more = List.of(trial.dir(), classes);
    return new Victim(Node.startWith(trial.jar(), more, log, List.of("-Xmx128m"), options), log);
  }

  private static List<String> settings(Trial trial) {
    List<String> settings =
        new ArrayList<>(List.of("server.instances=1", "telemetry.accessLog.enabled=false"));
    settings.addAll(trial.breaks(Attack.GUARDS) ? OFF : SHORT);
    if (trial.breaks(STRICT)) {
      settings.add("server.guard.maxResets=200");
    }
    if (trial.breaks(LOG)) {
      settings.add("telemetry.log.levels.\"io.vertebra.server\"=debug");
    }
    settings.add("modules.victim.hoard=" + trial.breaks(HOARD));
    settings.add("modules.victim.fail=" + trial.breaks(FAIL));
    return settings;
  }

  int port() {
    return node.port();
  }

  /** Lines that the node has printed. */
  long lines() throws IOException {
    return Files.readString(log).lines().count();
  }

  /** Series about calls on its page of metrics. */
  long series() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(node.admin().resolve("/metrics")).build();
    String page = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return page.lines().filter(line -> line.startsWith("grpc_server")).count();
  }

  /** Bytes of its heap that are in use once it has collected. */
  long liveBytes() throws IOException, InterruptedException {
    return node.liveBytes();
  }

  /** Whether it is there still. */
  boolean isAlive() {
    return node.isAlive();
  }

  @Override
  public void close() {
    node.close();
  }
}
