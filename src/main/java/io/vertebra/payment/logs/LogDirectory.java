package io.vertebra.payment.logs;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A directory of the real file system, which one process at a time may have. */
final class LogDirectory implements LogDisk {

  private static final String LOCK = ".lock";

  private final Path directory;
  private final FileStore store;
  private final FileChannel lockFile;

  private LogDirectory(Path directory, FileStore store, FileChannel lockFile) {
    this.directory = directory;
    this.store = store;
    this.lockFile = lockFile;
  }

  /**
   * Takes a directory, which is made when it is missing.
   *
   * @throws IOException when it cannot be had, because another process has it among other reasons
   */
  static LogDirectory open(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(lockFile)) {
      lockFile.close();
      throw new IOException(directory + ": in use (expected: a directory no other process has)");
    }
    return new LogDirectory(directory, Files.getFileStore(directory), lockFile);
  }

  private static boolean lock(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException thisProcessHasIt) {
      return false;
    }
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(FileName::isOne)
          .sorted()
          .toList();
    }
  }

  @Override
  public LogFile create(String name) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(name),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    syncDirectory();
    return new ChannelFile(channel);
  }

  @Override
  public LogFile open(String name) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new ChannelFile(channel);
  }

  @Override
  public void remove(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  @Override
  public long freeBytes() throws IOException {
    return store.getUsableSpace();
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  private void syncDirectory() throws IOException {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /** A file by its channel. */
  private record ChannelFile(FileChannel channel) implements LogFile {

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public byte[] read(long position, int count) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(count);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, position + bytes.position()) < 0) {
          throw new EOFException("no byte at " + (position + bytes.position()));
        }
      }
      return bytes.array();
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      long position = channel.size();
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      channel.truncate(bytes);
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
