package io.vertebra.payment.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What {@link RollingFiles} needs of a file system: the place where tests put faults.
 *
 * <p>Blocks; one thread at a time.
 */
interface LogDisk extends AutoCloseable {

  /** The names of the log files, those of older ones first. */
  List<String> names() throws IOException;

  /** A new, empty file, whose name survives a crash. */
  LogFile create(String name) throws IOException;

  /** A file that is there. */
  LogFile open(String name) throws IOException;

  /** Removes a file. */
  void remove(String name) throws IOException;

  /** Bytes that this process could still write. */
  long freeBytes() throws IOException;

  /** Gives it back. */
  @Override
  void close() throws IOException;

  /** An open file. */
  interface LogFile extends AutoCloseable {

    /** Its length in bytes. */
    long size() throws IOException;

    /** Bytes of it, as many as asked for. */
    byte[] read(long position, int count) throws IOException;

    /** Adds all bytes to its end; when it fails, some of them may have been added. */
    void append(ByteBuffer bytes) throws IOException;

    /** Cuts it to a length. */
    void truncate(long bytes) throws IOException;

    /** Returns when all of it is on disk for good. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }
}
