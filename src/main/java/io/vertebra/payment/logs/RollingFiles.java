package io.vertebra.payment.logs;

import io.vertebra.payment.logs.LogDisk.LogFile;
import io.vertebra.payment.logs.v1.LogRecord;
import io.vertebra.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of lines, of which the newest one grows until it is too large or too old.
 *
 * <p>A file ends with a whole line, always: what a failed write leaves behind is cut off at once,
 * or, when that fails too, before the next write; what a crash leaves behind is cut off by {@link
 * #open}. Blocks; one thread at a time.
 */
final class RollingFiles {

  private static final Logger LOG = LoggerFactory.getLogger(RollingFiles.class);

  /** Lines are written together until they are so many bytes. */
  private static final int CHUNK_BYTES = 64 * 1024;

  private final LogDisk disk;
  private final LogsConfig config;
  private final TimeSource time;
  private final Deque<String> names = new ArrayDeque<>(); // config.maxFiles()

  /** The newest file, whose name is the last one; null when a new one is to be made. */
  private LogFile current;

  private FileName currentName;

  /** Where the last whole line of the newest file ends. */
  private long goodBytes;

  /** Whether there may be more in the newest file, which could not be cut off. */
  private boolean torn;

  /** Whether not all of the newest file is known to be on disk for good. */
  private boolean dirty;

  /** How often lines may have been lost because a sync failed. */
  private int syncFailures;

  RollingFiles(LogDisk disk, LogsConfig config, TimeSource time) {
    this.disk = disk;
    this.config = config;
    this.time = time;
  }

  /** Mends what a crash left behind, and goes on with the newest file if it may grow. */
  void open() throws IOException {
    names.addAll(disk.names());
    for (String name : names) {
      try (LogFile file = disk.open(name)) {
        mend(name, file);
      }
    }
    if (!names.isEmpty()) {
      currentName = FileName.parse(names.getLast());
      current = disk.open(names.getLast());
      goodBytes = current.size();
      dirty = true; // what a process wrote before it died may still be in the system's cache only
    }
    removeOldest();
  }

  private static void mend(String name, LogFile file) throws IOException {
    long size = file.size();
    long end = Lines.lastEnd(file, size);
    if (end < size) {
      file.truncate(end);
      file.sync();
      LOG.warn("{}: cut off {} bytes of a line that a crash left torn", name, size - end);
    }
  }

  /**
   * Adds a line for each record.
   *
   * @param received when they came
   * @return never fails: a failure is part of it, and no line but the whole ones it counts is left
   */
  Stored append(List<LogRecord> records, Instant received) {
    Appending appending = new Appending();
    int syncFailuresBefore = syncFailures;
    try {
      for (LogRecord record : records) {
        appending.add(record, received);
      }
      appending.flush();
      return appending.stored(null, !dirty);
    } catch (IOException failure) {
      boolean synced = syncFailures == syncFailuresBefore && isSynced(failure);
      return appending.stored(failure, synced);
    }
  }

  /** After a failure: the lines that are left are whole, and are to be there for good. */
  private boolean isSynced(IOException failure) {
    try {
      sync();
      return true;
    } catch (IOException syncFailure) {
      failure.addSuppressed(syncFailure);
      return false;
    }
  }

  /** Returns when all lines are on disk for good. */
  void sync() throws IOException {
    if (dirty) {
      try {
        current.sync();
      } catch (IOException failure) {
        // The system may have dropped the lines by now: a second sync of this file proves nothing.
        syncFailures++;
        leave();
        throw failure;
      }
      dirty = false;
    }
  }

  /** Whether a {@link #sync} would have something to do. */
  boolean isDirty() {
    return dirty;
  }

  /** Ends the newest file if it is too old. */
  void rotateIfOld() throws IOException {
    if (current != null && untilOld().compareTo(Duration.ZERO) <= 0) {
      rotate();
    }
  }

  /** How long until the newest file is too old; a long time when there is none. */
  Duration untilOld() {
    return current == null || goodBytes == 0
        ? config.maxFileAge()
        : Duration.between(time.now(), currentName.opened().plus(config.maxFileAge()));
  }

  /** Ends the newest file. */
  void close() throws IOException {
    if (current != null) {
      rotate();
    }
  }

  private void rotate() throws IOException {
    if (torn) {
      cutOff();
    }
    sync();
    leave();
  }

  /** Lets go of the newest file, whatever it holds. */
  private void leave() {
    try {
      current.close();
    } catch (IOException failure) {
      LOG.warn("{}: did not close: {}", currentName, failure.toString());
    }
    current = null;
    goodBytes = 0;
    torn = false;
    dirty = false;
  }

  /** Makes sure of a newest file that takes so many more bytes. */
  private void makeRoom(long bytes, Appending appending) throws IOException {
    if (torn) {
      cutOff();
    }
    rotateIfOld();
    if (current != null && goodBytes > 0 && goodBytes + bytes > config.maxFileSize().bytes()) {
      rotate();
    }
    if (current == null) {
      next();
      appending.removed += removeOldest();
    }
  }

  private void next() throws IOException {
    long number = names.isEmpty() ? 1 : FileName.parse(names.getLast()).number() + 1;
    FileName name = new FileName(number, time.now());
    try {
      current = disk.create(name.toString());
    } catch (IOException failure) {
      throw asFull(failure, CHUNK_BYTES);
    }
    currentName = name;
    names.addLast(name.toString());
    goodBytes = 0;
  }

  /** A file that cannot be removed counts as one that is there, and is tried again. */
  private int removeOldest() {
    int removed = 0;
    while (names.size() > config.maxFiles()) {
      try {
        disk.remove(names.getFirst());
      } catch (IOException failure) {
        LOG.warn("{}: could not be removed: {}", names.getFirst(), failure.toString());
        return removed;
      }
      LOG.info("{}: removed, as the oldest of over {}", names.removeFirst(), config.maxFiles());
      removed++;
    }
    return removed;
  }

  private void cutOff() throws IOException {
    current.truncate(goodBytes);
    torn = false;
  }

  private IOException asFull(IOException failure, long neededBytes) {
    String message = String.valueOf(failure.getMessage());
    boolean says =
        message.contains("No space left on device") || message.contains("Disk quota exceeded");
    try {
      return says || disk.freeBytes() < neededBytes
          ? new DiskFullException("the disk is full", failure)
          : failure;
    } catch (IOException unknown) {
      failure.addSuppressed(unknown);
      return failure;
    }
  }

  /** The lines of one {@link #append}. */
  private final class Appending {

    private final Lines lines = new Lines();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private int records;
    private long bytes;
    private String firstFile;
    private String lastFile;
    private int removed;

    void add(LogRecord record, Instant received) throws IOException {
      line.reset();
      RecordLine.write(record, received, line);
      boolean fits = goodBytes + lines.bytes() + line.size() <= config.maxFileSize().bytes();
      if (lines.bytes() > 0 && (!fits || lines.bytes() >= CHUNK_BYTES)) {
        flush();
      }
      lines.add(line);
    }

    void flush() throws IOException {
      if (lines.bytes() == 0) {
        return;
      }
      checkFree();
      makeRoom(lines.bytes(), this);
      dirty = true;
      try {
        current.append(lines.buffer());
      } catch (IOException failure) {
        keepWholeLines(failure);
        throw asFull(failure, lines.bytes());
      }
      took(lines.count(), lines.bytes());
      lines.clear();
    }

    private void checkFree() throws IOException {
      long keepFreeBytes = config.keepFree().bytes();
      if (keepFreeBytes > 0 && disk.freeBytes() - lines.bytes() < keepFreeBytes) {
        throw new DiskFullException("what is left of the disk is for others", null);
      }
    }

    private void keepWholeLines(IOException failure) {
      torn = true;
      try {
        int whole = lines.within(current.size() - goodBytes);
        took(whole, lines.endOf(whole));
        cutOff();
      } catch (IOException worse) {
        failure.addSuppressed(worse); // the next write tries again
      }
    }

    private void took(int moreRecords, int moreBytes) {
      if (moreRecords > 0) {
        records += moreRecords;
        bytes += moreBytes;
        goodBytes += moreBytes;
        lastFile = currentName.toString();
        firstFile = firstFile == null ? lastFile : firstFile;
      }
    }

    Stored stored(IOException failure, boolean synced) {
      return new Stored(
          records, bytes, firstFile, lastFile, removed, syncFailures, synced, failure);
    }
  }
}
