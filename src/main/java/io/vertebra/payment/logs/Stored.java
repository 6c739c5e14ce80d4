package io.vertebra.payment.logs;

import java.io.IOException;

/**
 * What became of some records that were to be stored.
 *
 * @param records how many of them, from the first one on, are whole lines of a file
 * @param bytes of these lines
 * @param firstFile where the first line is; null without a line
 * @param lastFile where the last line is; null without a line
 * @param removedFiles old files that made room for new ones
 * @param syncFailures how often, since the process started, lines that were written may have been
 *     lost before they were on disk for good
 * @param synced whether these lines, and all before them, are on disk for good
 * @param failure why it is not all of them, or why they are not synced; null when nothing failed
 */
record Stored(
    int records,
    long bytes,
    String firstFile,
    String lastFile,
    int removedFiles,
    int syncFailures,
    boolean synced,
    IOException failure) {

  /** The same after a sync that went well, or failed when the argument is not null. */
  Stored afterSync(IOException syncFailure) {
    if (failure != null) {
      return this;
    }
    boolean nowSynced = syncFailure == null;
    return new Stored(
        records, bytes, firstFile, lastFile, removedFiles, syncFailures, nowSynced, syncFailure);
  }

  /** Whether there was no room, rather than something broken. */
  boolean isFull() {
    return failure instanceof DiskFullException;
  }
}
