package io.vertebra.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that a test moves; what is due runs on the thread that moves it, in order of time. */
public final class ManualTimeSource implements TimeSource {

  private record Due(long atNanos, Runnable task) {}

  private final List<Due> due = new ArrayList<>();
  private long nanos;

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized Instant now() {
    return Instant.EPOCH.plusNanos(nanos);
  }

  @Override
  public synchronized Scheduled schedule(long delayNanos, Runnable task) {
    Due entry = new Due(nanos + Math.max(0, delayNanos), task);
    due.add(entry);
    return () -> remove(entry);
  }

  private synchronized boolean remove(Due entry) {
    return due.remove(entry);
  }

  /** Moves the clock, running what becomes due on the way at its own time. */
  public void advance(Duration by) {
    long target = nanos() + by.toNanos();
    Due next = next(target);
    while (next != null) {
      next.task().run();
      next = next(target);
    }
  }

  private synchronized Due next(long target) {
    Due next =
        due.stream()
            .filter(entry -> entry.atNanos() <= target)
            .min(Comparator.comparingLong(Due::atNanos))
            .orElse(null);
    nanos = next == null ? target : Math.max(nanos, next.atNanos());
    due.remove(next);
    return next;
  }

  /** How many tasks wait. */
  public synchronized int scheduled() {
    return due.size();
  }
}
