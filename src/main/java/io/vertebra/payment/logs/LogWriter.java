package io.vertebra.payment.logs;

import io.vertebra.payment.logs.v1.LogRecord;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes for all uploads, one batch after the other, off the event loop.
 *
 * <p>Takes one piece of blocking work at a time, whatever the number of uploads; what several of
 * them wait for is forced to disk once for all. Safe for use from any thread. Each upload has one
 * batch waiting at most, so the queue is bounded by their number.
 */
final class LogWriter {

  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

  /** Batches that share a sync. */
  private static final int ROUND = 64;

  private record Batch(
      List<LogRecord> records, Instant received, boolean sync, Promise<Stored> stored) {}

  private final RollingFiles files;
  private final LogsConfig config;
  private final BlockingWork blocking;
  private final TimeSource time;

  /** Where work is handed out, so that none of it belongs to a call. */
  private final ContextInternal own;

  /* Guarded by this. */
  private final Queue<Batch> waiting = new ArrayDeque<>(); // config.maxUploads()
  private boolean running;
  private TimeSource.Scheduled housekeeping;

  /** Completes when the files are closed; null while they are not to be. */
  private Promise<Void> closing;

  /* Only for the work that runs. */
  private long lastSyncNanos;
  private boolean failing;

  /**
   * A writer over files that are open.
   *
   * @param own a context that belongs to no call
   */
  LogWriter(
      RollingFiles files,
      LogsConfig config,
      BlockingWork blocking,
      TimeSource time,
      ContextInternal own) {
    this.files = files;
    this.config = config;
    this.blocking = blocking;
    this.time = time;
    this.own = own;
    this.lastSyncNanos = time.nanos();
  }

  /**
   * Stores records after all that were given before.
   *
   * @param sync whether they are to be on disk for good
   * @param caller where the future completes
   * @return what became of them; fails with UNAVAILABLE when the writer is closed, and with
   *     RESOURCE_EXHAUSTED when the process has too much blocking work
   */
  Future<Stored> append(List<LogRecord> records, boolean sync, ContextInternal caller) {
    Promise<Stored> stored = caller.promise();
    synchronized (this) {
      if (closing != null) {
        return caller.failedFuture(RpcException.of(RpcCode.UNAVAILABLE, "the service stops"));
      }
      waiting.add(new Batch(records, time.now(), sync, stored));
    }
    run();
    return stored.future();
  }

  /** Writes what waits, then closes the files. Called once. */
  Future<Void> close() {
    Promise<Void> closed = own.promise();
    synchronized (this) {
      closing = closed;
    }
    run();
    return closed.future();
  }

  private void run() {
    synchronized (this) {
      if (running) {
        return;
      }
      running = true;
      if (housekeeping != null) {
        housekeeping.cancel();
        housekeeping = null;
      }
    }
    own.runOnContext(
        ignored ->
            Future.succeededFuture()
                .compose(started -> blocking.run(this::work))
                .onComplete(this::worked));
  }

  private void worked(Long untilHousekeepingNanos, Throwable failure) {
    if (failure != null) {
      refuse(failure);
    }
    boolean more;
    synchronized (this) {
      running = false;
      more = !waiting.isEmpty() || closing != null && !closing.future().isComplete();
      if (!more && closing == null && failure == null) {
        housekeeping = time.schedule(untilHousekeepingNanos, this::run);
      }
    }
    if (more) {
      run();
    }
  }

  /** There was no room for the work among the blocking work of the process. */
  private void refuse(Throwable failure) {
    List<Batch> refused;
    Promise<Void> closed;
    synchronized (this) {
      refused = new ArrayList<>(waiting);
      waiting.clear();
      closed = closing;
    }
    refused.forEach(batch -> batch.stored().tryFail(failure));
    if (closed != null) {
      closed.tryFail(failure);
    }
  }

  /** Blocks. Returns the nanoseconds until there is something to do even if nobody uploads. */
  private long work() {
    for (List<Batch> round = next(); !round.isEmpty(); round = next()) {
      try {
        write(round);
      } catch (RuntimeException bug) {
        round.forEach(batch -> batch.stored().tryFail(bug));
      }
    }
    Promise<Void> closed = closing();
    if (closed != null) {
      closeFiles(closed);
      return Long.MAX_VALUE;
    }
    return keepHouse();
  }

  /** What to complete when all is written and the files are to be closed; else null. */
  private synchronized Promise<Void> closing() {
    return waiting.isEmpty() ? closing : null;
  }

  private void closeFiles(Promise<Void> closed) {
    try {
      files.close();
      closed.tryComplete();
    } catch (IOException failure) {
      closed.tryFail(failure);
    }
  }

  private synchronized List<Batch> next() {
    List<Batch> round = new ArrayList<>();
    while (round.size() < ROUND && !waiting.isEmpty()) {
      round.add(waiting.poll());
    }
    return round;
  }

  private void write(List<Batch> round) {
    List<Stored> stored = new ArrayList<>(round.size());
    boolean sync = false;
    for (Batch batch : round) {
      stored.add(files.append(batch.records(), batch.received()));
      sync |= batch.sync();
    }
    IOException failure = sync ? sync() : null;
    tell(stored.stream().map(Stored::failure).filter(Objects::nonNull).findFirst(), failure);
    for (int i = 0; i < round.size(); i++) {
      Batch batch = round.get(i);
      Stored result = stored.get(i);
      batch.stored().tryComplete(batch.sync() ? result.afterSync(failure) : result);
    }
  }

  /** Tells people of a disk that fails, once, and of one that works again. */
  private void tell(Optional<IOException> appendFailure, IOException syncFailure) {
    IOException failure = appendFailure.orElse(syncFailure);
    if (failure != null && !failing) {
      LOG.error("log records cannot be stored", failure);
    } else if (failure == null && failing) {
      LOG.info("log records are stored again");
    }
    failing = failure != null;
  }

  /** Null when it went well. */
  private IOException sync() {
    try {
      files.sync();
      lastSyncNanos = time.nanos();
      return null;
    } catch (IOException failure) {
      return failure;
    }
  }

  private long keepHouse() {
    try {
      files.rotateIfOld();
      boolean byInterval = config.sync() == LogsConfig.Sync.INTERVAL && files.isDirty();
      if (byInterval && untilSyncNanos() <= 0) {
        files.sync();
        lastSyncNanos = time.nanos();
        byInterval = false;
      }
      long untilOldNanos = Math.max(1, files.untilOld().toNanos());
      return byInterval ? Math.min(untilSyncNanos(), untilOldNanos) : untilOldNanos;
    } catch (IOException failure) {
      LOG.error("log records may be lost: the disk failed", failure);
      return config.syncInterval().toNanos();
    }
  }

  private long untilSyncNanos() {
    return lastSyncNanos + config.syncInterval().toNanos() - time.nanos();
  }
}
