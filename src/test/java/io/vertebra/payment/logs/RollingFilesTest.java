package io.vertebra.payment.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertebra.config.ConfigNode;
import io.vertebra.payment.logs.v1.LogRecord;
import io.vertebra.time.ManualTimeSource;
import io.vertebra.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RollingFilesTest {

  private static final String SMALL = "maxFileSize: 4KiB, keepFree: 0B";
  private static final String FIRST = "logs-0000000001-19700101T000000Z.ndjson";

  private final ManualTimeSource time = new ManualTimeSource();
  private final FaultyDisk disk = new FaultyDisk();

  private RollingFiles files(String settings) throws IOException {
    return files(settings, time);
  }

  private RollingFiles files(String settings, TimeSource clock) throws IOException {
    LogsConfig config = ConfigNode.parse("test", "{" + settings + "}").bind(LogsConfig.class);
    RollingFiles files = new RollingFiles(disk, config, clock);
    files.open();
    return files;
  }

  private Stored append(RollingFiles files, List<LogRecord> records) {
    return files.append(records, time.now());
  }

  @Test
  void aRecordIsALine() throws IOException {
    Stored stored = append(files(""), Records.numbered("m", 0, 2));

    String line =
        "{\"time\":\"1970-01-01T00:00:00Z\",\"severity\":\"INFO\",\"source\":\"test\",\"message\":";
    assertThat(disk.texts()).isEqualTo(Map.of(FIRST, line + "\"m0\"}\n" + line + "\"m1\"}\n"));
    assertThat(stored)
        .isEqualTo(new Stored(2, disk.text().length(), FIRST, FIRST, 0, 0, false, null));
  }

  @Test
  void aFileTakesNoLineThatWouldMakeItTooLarge() throws IOException {
    RollingFiles files = files(SMALL);
    Stored stored = append(files, Records.numbered("message ", 0, 200));
    stored = append(files, Records.numbered("message ", 200, 201));

    assertThat(disk.names()).hasSizeBetween(5, 8).isSorted();
    assertThat(disk.texts().values()).allMatch(text -> text.length() <= 4096);
    assertThat(disk.texts().values().stream().limit(4)).allMatch(text -> text.length() > 3900);
    assertThat(Records.messages(disk.text())).hasSize(201).element(200).isEqualTo("message 200");
    assertThat(stored.lastFile()).isEqualTo(disk.names().get(disk.names().size() - 1));
  }

  @Test
  void aLineThatIsTooLargeForAnyFileHasOneOfItsOwn() throws IOException {
    RollingFiles files = files(SMALL);
    append(files, List.of(Records.of("a"), Records.of("x".repeat(9000)), Records.of("b")));

    assertThat(disk.texts().values())
        .extracting(Records::messages)
        .containsExactly(List.of("a"), List.of("x".repeat(9000)), List.of("b"));
  }

  @Test
  void aFileTakesNoLineOnceItIsTooOld() throws IOException {
    RollingFiles files = files("maxFileAge: 10m");
    append(files, Records.numbered("m", 0, 1));
    time.advance(Duration.ofMinutes(9));
    append(files, Records.numbered("m", 1, 2));
    time.advance(Duration.ofMinutes(1));
    append(files, Records.numbered("m", 2, 3));

    assertThat(disk.names()).containsExactly(FIRST, "logs-0000000002-19700101T001000Z.ndjson");
    assertThat(disk.syncs).as("the first file, when it was left").isEqualTo(1);
  }

  @Test
  void keepsSoManyFilesAndRemovesTheOldest() throws IOException {
    RollingFiles files = files(SMALL + ", maxFiles: 3");
    Stored stored = append(files, Records.numbered("message ", 0, 400));

    assertThat(disk.names()).hasSize(3);
    assertThat(stored.removedFiles()).isGreaterThan(5);
    assertThat(disk.names().get(0))
        .isEqualTo("logs-%010d-19700101T000000Z.ndjson".formatted(stored.removedFiles() + 1));
    assertThat(stored.firstFile()).as("which is gone").isEqualTo(FIRST);
    List<String> messages = Records.messages(disk.text());
    assertThat(messages.get(messages.size() - 1)).isEqualTo("message 399");
  }

  @Test
  void aFileThatCannotBeRemovedIsTriedAgain() throws IOException {
    RollingFiles files = files(SMALL + ", maxFiles: 2");
    disk.failsToRemove = true;
    assertThat(append(files, Records.numbered("message ", 0, 200)).failure()).isNull();
    assertThat(disk.names()).hasSizeGreaterThan(4);
    disk.failsToRemove = false;
    append(files, Records.numbered("message ", 0, 50));
    assertThat(disk.names()).hasSize(2);
  }

  @Test
  void namesSortByAgeEvenWhenTheClockIsSetBack() throws IOException {
    append(files(""), Records.numbered("m", 0, 1));
    String newest = "logs-0000000007-29990101T000000Z.ndjson";
    disk.put(newest, "{}\n".repeat(3000));
    append(files(SMALL), Records.numbered("m", 1, 2));

    assertThat(disk.names())
        .containsExactly(FIRST, newest, "logs-0000000008-19700101T000000Z.ndjson");
  }

  /** The disk fills up at each byte of three batches in turn. */
  @Test
  void aFullDiskLeavesWholeLinesOnlyAndWorksAgainWhenThereIsRoom() throws IOException {
    List<LogRecord> records = Records.numbered("message ", 0, 60);
    append(files(SMALL), records);
    int total = disk.text().length();
    for (int room = 0; room < total; room++) {
      FaultyDisk small = new FaultyDisk();
      small.freeBytes = room;
      LogsConfig config = ConfigNode.parse("test", "{" + SMALL + "}").bind(LogsConfig.class);
      RollingFiles files = new RollingFiles(small, config, time);
      files.open();
      int done = 0;
      Stored stored = null;
      for (int batch = 0; batch < 60 && (stored == null || stored.failure() == null); batch += 20) {
        stored = files.append(records.subList(batch, batch + 20), time.now());
        done += stored.records();
      }
      assertThat(stored.isFull()).isTrue();
      assertThat(stored.synced()).isTrue();
      assertThat(Records.messages(small.text())).as("room %d", room).hasSize(done);
      small.freeBytes = Long.MAX_VALUE / 2;
      assertThat(files.append(records.subList(done, 60), time.now()).failure()).isNull();
      assertThat(small.texts()).as("room %d", room).isEqualTo(disk.texts());
    }
  }

  @Test
  void whatCouldNotBeCutOffIsCutOffBeforeTheNextWrite() throws IOException {
    RollingFiles files = files(SMALL);
    append(files, Records.numbered("m", 0, 3));
    disk.freeBytes = 130;
    disk.failsToTruncate = true;
    Stored stored = append(files, Records.numbered("m", 3, 9));
    assertThat(stored.isFull()).isTrue();
    assertThat(stored.records()).isEqualTo(1);
    assertThat(disk.text()).doesNotEndWith("\n");
    assertThat(append(files, Records.numbered("m", 4, 5)).failure())
        .hasMessage("Input/output error");

    disk.failsToTruncate = false;
    disk.freeBytes = 1000;
    assertThat(append(files, Records.numbered("m", 4, 5)).failure()).isNull();
    assertThat(Records.messages(disk.text())).containsExactly("m0", "m1", "m2", "m3", "m4");
  }

  @Test
  void aDiskWithoutRoomForAnotherFileIsFull() throws IOException {
    RollingFiles files = files(SMALL);
    disk.failsToCreate = true;
    assertThat(append(files, Records.numbered("m", 0, 1)).isFull()).isTrue();
    disk.failsToCreate = false;
    assertThat(append(files, Records.numbered("m", 0, 1)).failure()).isNull();
  }

  @Test
  void leavesTheRestOfTheDiskToOthers() throws IOException {
    RollingFiles files = files("keepFree: 10KiB");
    disk.freeBytes = 10 * 1024 + 50;
    Stored stored = append(files, Records.numbered("m", 0, 1));
    assertThat(stored.isFull()).isTrue();
    assertThat(disk.names()).isEmpty();
    disk.freeBytes = 10 * 1024 + 500;
    assertThat(append(files, Records.numbered("m", 0, 1)).failure()).isNull();
  }

  /** After a failed sync nobody knows what of the file is on disk, whatever a later sync says. */
  @Test
  void aSyncThatFailsIsNotMadeGoodByAnother() throws IOException {
    RollingFiles files = files(SMALL);
    assertThat(append(files, Records.numbered("m", 0, 1)).syncFailures()).isZero();
    disk.failsToSync = true;
    assertThatThrownBy(files::sync).hasMessage("Input/output error");
    disk.failsToSync = false;
    files.sync();

    Stored stored = append(files, Records.numbered("m", 1, 2));

    assertThat(stored.syncFailures()).isEqualTo(1);
    assertThat(disk.names()).as("the file is left").hasSize(2);
  }

  @Test
  void aSyncThatFailsBetweenTwoFilesIsReported() throws IOException {
    RollingFiles files = files(SMALL);
    disk.failsToSync = true;
    Stored stored = append(files, Records.numbered("message ", 0, 100));
    assertThat(stored.failure()).hasMessage("Input/output error");
    assertThat(stored.synced()).isFalse();
    assertThat(stored.isFull()).isFalse();
  }

  @Test
  void mendsWhatACrashLeftTorn() throws IOException {
    String whole = "{\"message\":\"a\"}\n";
    List<String> torn = new ArrayList<>(List.of("{", "{\"message\":\"b\"}", "\0\0\0"));
    torn.add("x".repeat(20_000));
    for (String tail : torn) {
      disk.put(FIRST, whole + tail);
      append(files(""), Records.numbered("after ", 0, 1));
      assertThat(Records.messages(disk.text())).containsExactly("a", "after 0");
      disk.put(FIRST, tail);
      append(files(""), Records.numbered("after ", 0, 1));
      assertThat(Records.messages(disk.text())).containsExactly("after 0");
    }
  }

  @Test
  void goesOnWithTheNewestFileAfterARestart() throws IOException {
    append(files(""), Records.numbered("m", 0, 1));
    append(files(""), Records.numbered("m", 1, 2));
    assertThat(disk.names()).hasSize(1);
    time.advance(Duration.ofHours(1));
    append(files(""), Records.numbered("m", 2, 3));
    assertThat(disk.names()).hasSize(2);
    assertThat(Records.messages(disk.text())).containsExactly("m0", "m1", "m2");
  }

  @Test
  void readsAndWritesNames() {
    FileName name = new FileName(42, Instant.parse("2026-11-23T15:28:01.5Z"));
    assertThat(name).hasToString("logs-0000000042-20261123T152801Z.ndjson");
    assertThat(FileName.parse(name.toString()))
        .isEqualTo(new FileName(42, Instant.parse("2026-11-23T15:28:01Z")));
    assertThat(FileName.parse("logs-0000000042-20261399T152801Z.ndjson").opened())
        .isEqualTo(Instant.EPOCH);
    assertThat(FileName.isOne("logs-42-20261123T152801Z.ndjson")).isFalse();
    assertThat(FileName.isOne(".lock")).isFalse();
  }
}
