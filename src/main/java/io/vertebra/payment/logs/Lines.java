package io.vertebra.payment.logs;

import io.vertebra.payment.logs.LogDisk.LogFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Some lines that are written together, and where each of them ends. One thread. */
final class Lines {

  private static final int LOOK_BACK_BYTES = 8 * 1024;

  private byte[] bytes = new byte[8 * 1024];
  private int[] ends = new int[64];
  private int size;
  private int count;

  /** Adds a line, line feed included. */
  void add(ByteArrayOutputStream line) {
    int end = size + line.size();
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    System.arraycopy(line.toByteArray(), 0, bytes, size, line.size());
    size = end;
    ends[count] = end;
    count++;
  }

  void clear() {
    size = 0;
    count = 0;
  }

  int count() {
    return count;
  }

  int bytes() {
    return size;
  }

  /** All of them. */
  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /** How many of the lines, from the first one on, are whole within so many bytes. */
  int within(long limit) {
    int whole = 0;
    while (whole < count && ends[whole] <= limit) {
      whole++;
    }
    return whole;
  }

  /** Where the first so many lines end. */
  int endOf(int lines) {
    return lines == 0 ? 0 : ends[lines - 1];
  }

  /** Where the last whole line of a file ends; 0 when it has none. */
  static long lastEnd(LogFile file, long size) throws IOException {
    long to = size;
    while (to > 0) {
      int length = (int) Math.min(to, LOOK_BACK_BYTES);
      byte[] block = file.read(to - length, length);
      for (int i = length - 1; i >= 0; i--) {
        if (block[i] == '\n') {
          return to - length + i + 1;
        }
      }
      to -= length;
    }
    return 0;
  }
}
