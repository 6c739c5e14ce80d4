package io.vertebra.payment.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.payment.NodeRig;
import io.vertebra.payment.logs.v1.LogRecord;
import io.vertebra.payment.logs.v1.LogsClient;
import io.vertebra.payment.logs.v1.UploadResponse;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as a process: killed in the middle of uploads, and on a disk that is really full. */
class LogsProcessIT {

  private static final Pattern READY = Pattern.compile("gRPC on 127\\.0\\.0\\.1:(\\d+)");
  private static final int UPLOADERS = 4;
  private static final int RECORDS = 50;

  @TempDir Path dir;

  /** Every upload that was answered is there after kill -9, whole and in order. */
  @Test
  void whatWasAnsweredOutlivesAKillAndATornLineIsMended() throws Exception {
    AtomicInteger[] answered =
        Stream.generate(AtomicInteger::new).limit(UPLOADERS).toArray(AtomicInteger[]::new);
    try (Server server = Server.start(dir, List.of(), dir.resolve("data"), "maxFileSize=64KiB")) {
      for (int uploader = 0; uploader < UPLOADERS; uploader++) {
        uploadOn(server, uploader, answered[uploader]);
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Stream.of(answered).allMatch(uploads -> uploads.get() >= 20));
      server.kill();
    }
    Path files = dir.resolve("data/logs");
    List<Path> names = names(files);
    assertThat(names).hasSizeGreaterThan(2);
    Files.writeString(
        names.get(names.size() - 1), "{\"time\":\"2026-11-2", StandardOpenOption.APPEND);

    Server.start(dir, List.of(), dir.resolve("data"), "maxFileSize=64KiB").close();

    List<String> messages = Records.messages(text(files));
    for (int uploader = 0; uploader < UPLOADERS; uploader++) {
      String prefix = uploader + "/";
      List<String> own = messages.stream().filter(text -> text.startsWith(prefix)).toList();
      int stored = own.size();
      assertThat(stored).isGreaterThanOrEqualTo(answered[uploader].get() * RECORDS);
      assertThat(own)
          .containsExactlyElementsOf(IntStream.range(0, stored).mapToObj(i -> prefix + i).toList());
    }
  }

  private static void uploadOn(Server server, int uploader, AtomicInteger answered) {
    int from = answered.get() * RECORDS;
    server
        .upload(Records.numbered(uploader + "/", from, from + RECORDS))
        .onSuccess(
            response -> {
              answered.incrementAndGet();
              uploadOn(server, uploader, answered);
            });
  }

  /** On a file system in memory of 256 KiB, in a mount namespace of the server's own. */
  @Test
  void aDiskThatIsReallyFull() throws Exception {
    assumeTrue(canMount(), "mounting is not allowed here: RollingFilesTest has faults put in");
    Path disk = Files.createDirectory(dir.resolve("disk"));
    String mount = "mount -t tmpfs -o size=256k none " + disk + " && exec \"$@\"";
    List<String> prefix = List.of("unshare", "-rm", "sh", "-c", mount, "sh");
    try (Server server = Server.start(dir, prefix, disk, "keepFree=0B")) {
      Path inside = Path.of("/proc/" + server.process.pid() + "/root" + disk);
      Path filler = Files.write(inside.resolve("filler"), new byte[100_000]);
      List<LogRecord> records = Records.numbered("message ", 0, 3_000);
      RpcException full = NodeRig.failureOf(server.upload(records));
      assertThat(full.code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
      assertThat(full.info().orElseThrow().getReason()).isEqualTo("DISK_FULL");
      int stored = Records.messages(text(inside.resolve("logs"))).size();
      assertThat(stored).isBetween(1_000, 2_500);
      assertThat(full.info().orElseThrow().getMetadataOrThrow("stored"))
          .isEqualTo(Integer.toString(stored));

      Files.delete(filler);

      UploadResponse rest = NodeRig.await(server.upload(records.subList(stored, stored + 500)));
      assertThat(rest.getSynced()).isTrue();
      assertThat(Records.messages(text(inside.resolve("logs"))))
          .containsExactlyElementsOf(
              IntStream.range(0, stored + 500).mapToObj(i -> "message " + i).toList());
    }
  }

  private static boolean canMount() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")
              .redirectErrorStream(true)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  private static List<Path> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".ndjson")).sorted().toList();
    }
  }

  private static String text(Path directory) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path file : names(directory)) {
      texts.add(Files.readString(file));
    }
    return String.join("", texts);
  }

  /** A process that serves logs, and a client of it. */
  private record Server(Process process, Vertx vertx, LogsClient client) implements AutoCloseable {

    static Server start(Path dir, List<String> prefix, Path data, String setting)
        throws IOException {
      List<String> command = new ArrayList<>(prefix);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-jar", System.getProperty("vertebra.jar"), "run"));
      command.addAll(List.of("--services", "logs", "--port", "0", "--set", "admin.port=0"));
      command.addAll(List.of("--data-dir", data.toString(), "--set", "modules.logs." + setting));
      Path log = Files.createTempFile(dir, "server", ".log");
      Process process =
          new ProcessBuilder(command)
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      int port =
          Awaitility.await(Files.readString(log))
              .atMost(Duration.ofSeconds(60))
              .until(() -> port(process, log), found -> found > 0);
      Vertx vertx = Vertx.vertx();
      Http2Transport transport = new Http2Transport(vertx, ClientConfig.DEFAULT);
      Channel channel = Channel.builder(vertx, transport.to("127.0.0.1", port)).build();
      return new Server(process, vertx, new LogsClient(channel));
    }

    private static int port(Process process, Path log) throws IOException {
      Matcher ready = READY.matcher(Files.readString(log));
      if (ready.find()) {
        return Integer.parseInt(ready.group(1));
      }
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
      return 0;
    }

    Future<UploadResponse> upload(List<LogRecord> records) {
      return client.upload(
          out -> {
            Future<Void> sent = Future.succeededFuture();
            for (int from = 0; from < records.size(); from += 500) {
              List<LogRecord> part = records.subList(from, Math.min(records.size(), from + 500));
              sent = sent.compose(done -> out.write(Records.request(part)));
            }
            return sent;
          });
    }

    void kill() {
      NodeRig.await(Future.fromCompletionStage(process.destroyForcibly().onExit()));
    }

    @Override
    public void close() {
      process.destroy();
      NodeRig.await(Future.fromCompletionStage(process.onExit()));
      NodeRig.await(vertx.close());
    }
  }
}
