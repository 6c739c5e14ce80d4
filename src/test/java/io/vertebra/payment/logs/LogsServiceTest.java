package io.vertebra.payment.logs;

import static io.vertebra.payment.NodeRig.await;
import static io.vertebra.payment.NodeRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.ErrorInfo;
import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.client.RequestWriter;
import io.vertebra.payment.NodeRig;
import io.vertebra.payment.logs.v1.LogRecord;
import io.vertebra.payment.logs.v1.LogsClient;
import io.vertebra.payment.logs.v1.UploadRequest;
import io.vertebra.payment.logs.v1.UploadResponse;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.WriteStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service as clients see it, over a disk in memory. */
class LogsServiceTest {

  @TempDir Path dir;

  private final FaultyDisk disk = new FaultyDisk();

  private NodeRig node(String settings) {
    return new NodeRig(dir, "  logs: {" + settings + "}", new LogsModule(directory -> disk));
  }

  private static LogsClient client(NodeRig node) {
    return new LogsClient(node.remote());
  }

  /** A message for each list. */
  @SafeVarargs
  private static RequestWriter<UploadRequest> sending(List<LogRecord>... messages) {
    return out -> {
      Future<Void> sent = Future.succeededFuture();
      for (List<LogRecord> records : messages) {
        sent = sent.compose(done -> out.write(Records.request(records)));
      }
      return sent;
    };
  }

  private static String stored(RpcException failure) {
    ErrorInfo info = failure.info().orElseThrow();
    assertThat(info.getDomain()).isEqualTo("logs.payment.vertebra.io");
    return info.getReason() + " " + info.getMetadataOrThrow("stored");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void storesWhatIsSentAndSumsItUp(boolean remote) {
    try (NodeRig node = node("")) {
      LogsClient client = new LogsClient(remote ? node.remote() : node.local());
      UploadResponse response =
          await(
              client.upload(
                  sending(Records.numbered("m", 0, 3), List.of(), Records.numbered("m", 3, 5))));
      assertThat(Records.messages(disk.text())).containsExactly("m0", "m1", "m2", "m3", "m4");
      String file = disk.names().get(0);
      assertThat(response)
          .isEqualTo(
              UploadResponse.newBuilder()
                  .setVersion(1)
                  .setAcceptedRecords(5)
                  .setStoredBytes(disk.text().length())
                  .setSynced(true)
                  .setFirstFile(file)
                  .setLastFile(file)
                  .build());
    }
  }

  @Test
  void anUploadOfNothingIsAnsweredToo() {
    try (NodeRig node = node("")) {
      UploadResponse response = await(client(node).upload(sending()));
      assertThat(response)
          .isEqualTo(UploadResponse.newBuilder().setVersion(1).setSynced(true).build());
      assertThat(disk.names()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void syncsAsConfigured(LogsConfig.Sync sync) {
    String settings = "sync: " + sync.name().toLowerCase() + ", syncInterval: 20ms";
    try (NodeRig node = node(settings)) {
      UploadResponse response = await(client(node).upload(sending(Records.numbered("m", 0, 5))));
      switch (sync) {
        case BATCH -> assertThat(disk.syncs).isBetween(1, 2);
        case END -> assertThat(disk.syncs).isEqualTo(1);
        case INTERVAL -> Awaitility.await().until(() -> disk.syncs == 1);
      }
      assertThat(response.getSynced() || sync == LogsConfig.Sync.INTERVAL).isTrue();
    }
  }

  @Test
  void anInvalidRecordEndsTheUploadAndAllBeforeItAreStored() {
    try (NodeRig node = node("sync: interval, syncInterval: 1m")) {
      List<LogRecord> bad = new ArrayList<>(Records.numbered("m", 2, 4));
      bad.add(Records.of("m4").toBuilder().setSource("a\nb").setTraceId("x").build());
      bad.addAll(Records.numbered("m", 5, 7));
      RpcException failure =
          failureOf(client(node).upload(sending(Records.numbered("m", 0, 2), bad)));
      assertThat(failure.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
      assertThat(failure.status().message())
          .isEqualTo(
              "records[4].source: \"a?b\" (expected: no control characters);"
                  + " records[4].trace_id: \"x\" (expected: 32 lower-case hexadecimal digits)");
      assertThat(stored(failure)).isEqualTo("INVALID_RECORD 4");
      assertThat(failure.info().orElseThrow().getMetadataOrThrow("index")).isEqualTo("4");
      assertThat(Records.messages(disk.text())).containsExactly("m0", "m1", "m2", "m3");
      assertThat(disk.syncs).as("it said that they are stored").isEqualTo(1);
    }
  }

  @Test
  void refusesTooManyRecordsInAMessage() {
    try (NodeRig node = node("")) {
      RpcException failure =
          failureOf(
              client(node)
                  .upload(sending(Records.numbered("m", 0, 7), Records.numbered("m", 0, 1001))));
      assertThat(failure.code()).isEqualTo(RpcCode.INVALID_ARGUMENT);
      assertThat(stored(failure)).isEqualTo("TOO_MANY_RECORDS 7");
      assertThat(Records.messages(disk.text())).hasSize(7);
    }
  }

  @Test
  void uploadsAtATimeKeepTheirOrderEach() {
    int uploads = 20;
    int messages = 30;
    try (NodeRig node = node("maxFileSize: 64KiB, maxFiles: 1000")) {
      List<Future<UploadResponse>> running = new ArrayList<>();
      for (int u = 0; u < uploads; u++) {
        List<LogRecord>[] parts = parts(u + "/", messages);
        running.add(client(node).upload(sending(parts)));
      }
      await(Future.all(running));
      assertThat(running).allMatch(done -> done.result().getAcceptedRecords() == messages * 10);
      List<String> stored = Records.messages(disk.text());
      assertThat(stored).hasSize(uploads * messages * 10);
      for (int u = 0; u < uploads; u++) {
        String prefix = u + "/";
        assertThat(stored.stream().filter(message -> message.startsWith(prefix)))
            .containsExactlyElementsOf(
                IntStream.range(0, messages * 10).mapToObj(i -> prefix + i).toList());
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static List<LogRecord>[] parts(String prefix, int messages) {
    return IntStream.range(0, messages)
        .mapToObj(i -> Records.numbered(prefix, i * 10, i * 10 + 10))
        .collect(Collectors.toList())
        .toArray(new List[0]);
  }

  /** With the disk hanging, a client cannot send more than what the way to it holds. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsNoFasterThanItWrites(boolean remote) {
    try (NodeRig node = node("")) {
      disk.writes.drainPermits();
      LogsClient client = new LogsClient(remote ? node.remote() : node.local());
      UploadRequest large = Records.request(List.of(Records.of("x".repeat(60_000))));
      AtomicInteger sent = new AtomicInteger();
      Promise<Void> enough = Promise.promise();
      Future<UploadResponse> upload =
          client.upload(
              out -> {
                sendUntil(out, large, sent, enough);
                return enough.future();
              });
      int most = Awaitility.await().during(Duration.ofMillis(500)).until(sent::get, n -> n < 60);
      assertThat(most).isPositive();
      disk.writes.release(1_000_000);
      Awaitility.await().until(() -> sent.get() > most + 100);
      enough.complete();
      assertThat(await(upload).getAcceptedRecords()).isEqualTo(sent.get());
      assertThat(Records.messages(disk.text())).hasSize(sent.get());
    }
  }

  private static void sendUntil(
      WriteStream<UploadRequest> out,
      UploadRequest message,
      AtomicInteger sent,
      Promise<Void> enough) {
    if (!enough.future().isComplete()) {
      sent.incrementAndGet();
      out.write(message)
          .onSuccess(written -> sendUntil(out, message, sent, enough))
          .onFailure(enough::tryFail);
    }
  }

  @Test
  void aFullDiskSaysWhatIsStoredAndTheRestCanBeUploadedLater() {
    try (NodeRig node = node("keepFree: 0B")) {
      disk.freeBytes = 5_000;
      List<LogRecord> records = Records.numbered("message ", 0, 200);
      RpcException failure =
          failureOf(client(node).upload(sending(records.subList(0, 20), records.subList(20, 200))));
      assertThat(failure.code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
      int stored = Records.messages(disk.text()).size();
      assertThat(stored).isBetween(40, 60);
      assertThat(stored(failure)).isEqualTo("DISK_FULL " + stored);
      assertThat(failure.status().message()).endsWith("that are stored: " + stored);
      assertThat(stored(failureOf(client(node).upload(sending(records))))).isEqualTo("DISK_FULL 0");

      disk.freeBytes = 100_000;
      await(client(node).upload(sending(records.subList(stored, 200))));
      assertThat(Records.messages(disk.text()))
          .containsExactlyElementsOf(records.stream().map(LogRecord::getMessage).toList());
    }
  }

  @Test
  void aDiskThatFailsToSyncFailsTheUploadsWhoseRecordsItHad() {
    try (NodeRig node = node("")) {
      Promise<Void> go = Promise.promise();
      Future<UploadResponse> early =
          client(node)
              .upload(
                  out ->
                      out.write(Records.request(Records.numbered("early ", 0, 3)))
                          .compose(written -> go.future()));
      Awaitility.await().until(() -> disk.text().contains("early 2"));
      disk.failsToSync = true;
      RpcException failure = failureOf(client(node).upload(sending(Records.numbered("m", 0, 3))));
      assertThat(failure.code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(stored(failure)).isEqualTo("STORAGE_FAILED 0");
      disk.failsToSync = false;
      go.complete();
      assertThat(stored(failureOf(early))).isEqualTo("STORAGE_FAILED 0");
      assertThat(await(client(node).upload(sending(Records.numbered("m", 0, 3)))).getSynced())
          .isTrue();
    }
  }

  @Test
  void letsSoManyUploadsIn() {
    try (NodeRig node = node("maxUploads: 2")) {
      CallHandle first = new CallHandle();
      Promise<Void> go = Promise.promise();
      Future<UploadResponse> cancelled = hanging(node, go, CallOptions.DEFAULT.withHandle(first));
      Future<UploadResponse> finished = hanging(node, go, CallOptions.DEFAULT);
      Awaitility.await().until(() -> Records.messages(disk.text()).size() == 2);
      RpcException failure = failureOf(client(node).upload(sending()));
      assertThat(failure.code()).isEqualTo(RpcCode.RESOURCE_EXHAUSTED);
      assertThat(stored(failure)).isEqualTo("TOO_MANY_UPLOADS 0");
      first.cancel("enough");
      assertThat(failureOf(cancelled).code()).isEqualTo(RpcCode.CANCELLED);
      Awaitility.await()
          .until(() -> client(node).upload(sending()), upload -> settled(upload).succeeded());
      go.complete();
      assertThat(await(finished).getAcceptedRecords()).isEqualTo(1);
    }
  }

  private static Future<UploadResponse> hanging(
      NodeRig node, Promise<Void> go, CallOptions options) {
    return client(node)
        .upload(
            out ->
                out.write(Records.request(Records.numbered("m", 0, 1)))
                    .compose(written -> go.future()),
            options);
  }

  private static <T> Future<T> settled(Future<T> future) {
    Awaitility.await().until(future::isComplete);
    return future;
  }

  @Test
  void aDeadlineEndsAnUploadThatHangs() {
    try (NodeRig node = node("")) {
      CallOptions options = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(300));
      RpcException failure = failureOf(hanging(node, Promise.promise(), options));
      assertThat(failure.code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
      assertThat(Records.messages(disk.text())).containsExactly("m0");
    }
  }

  @Test
  void anIdleFileIsEndedWhenItIsTooOld() {
    try (NodeRig node = node("maxFileAge: 1s, sync: interval, syncInterval: 1m")) {
      await(client(node).upload(sending(Records.numbered("m", 0, 1))));
      Awaitility.await().until(() -> disk.syncs == 1);
      await(client(node).upload(sending(Records.numbered("m", 1, 2))));
      assertThat(disk.names()).hasSize(2);
    }
  }

  @Test
  void aDirectoryIsForOneProcess() throws IOException {
    try (LogDirectory first = LogDirectory.open(dir)) {
      assertThat(first.names()).isEmpty();
      assertThatThrownBy(() -> LogDirectory.open(dir))
          .hasMessage(dir + ": in use (expected: a directory no other process has)");
    }
    LogDirectory.open(dir).close();
  }
}
