package io.vertebra.payment.logs;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/** Files in memory, on a disk that fills up and fails as a test wants it to. */
final class FaultyDisk implements LogDisk {

  private final Map<String, byte[]> files = new TreeMap<>();

  /** Bytes that still fit. */
  long freeBytes = Long.MAX_VALUE / 2;

  boolean failsToTruncate;
  boolean failsToSync;
  boolean failsToRemove;
  boolean failsToCreate;

  /** Taken before each write; empty, a writer hangs. */
  final Semaphore writes = new Semaphore(Integer.MAX_VALUE);

  int syncs;

  synchronized Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    files.forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
    return texts;
  }

  /** All files, one after the other. */
  synchronized String text() {
    return String.join("", texts().values());
  }

  synchronized void put(String name, String text) {
    files.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized LogFile create(String name) throws IOException {
    if (failsToCreate) {
      throw new IOException("No space left on device");
    }
    if (files.putIfAbsent(name, new byte[0]) != null) {
      throw new FileAlreadyExistsException(name);
    }
    return new MemoryFile(name);
  }

  @Override
  public synchronized LogFile open(String name) throws IOException {
    if (!files.containsKey(name)) {
      throw new FileNotFoundException(name);
    }
    return new MemoryFile(name);
  }

  @Override
  public synchronized void remove(String name) throws IOException {
    if (failsToRemove) {
      throw new IOException("not permitted");
    }
    files.remove(name);
  }

  @Override
  public synchronized long freeBytes() {
    return freeBytes;
  }

  @Override
  public void close() {}

  private final class MemoryFile implements LogFile {

    private final String name;

    private MemoryFile(String name) {
      this.name = name;
    }

    @Override
    public long size() {
      synchronized (FaultyDisk.this) {
        return files.get(name).length;
      }
    }

    @Override
    public byte[] read(long position, int count) {
      synchronized (FaultyDisk.this) {
        return Arrays.copyOfRange(files.get(name), (int) position, (int) position + count);
      }
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      writes.acquireUninterruptibly();
      synchronized (FaultyDisk.this) {
        byte[] fitting = new byte[(int) Math.min(freeBytes, bytes.remaining())];
        bytes.get(fitting);
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.writeBytes(files.get(name));
        longer.writeBytes(fitting);
        files.put(name, longer.toByteArray());
        freeBytes -= fitting.length;
        if (bytes.hasRemaining()) {
          throw new IOException("No space left on device");
        }
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      synchronized (FaultyDisk.this) {
        if (failsToTruncate) {
          throw new IOException("Input/output error");
        }
        byte[] before = files.get(name);
        files.put(name, Arrays.copyOf(before, (int) bytes));
        freeBytes += before.length - bytes;
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (FaultyDisk.this) {
        syncs++;
        if (failsToSync) {
          throw new IOException("Input/output error");
        }
      }
    }

    @Override
    public void close() {}
  }
}
