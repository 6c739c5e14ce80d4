package io.vertebra.proof.soak;

import io.vertebra.time.TimeSource;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The system's time, with a count of the tasks that were neither run nor called off. */
final class CountedTime implements TimeSource {

  private final TimeSource system;
  private final boolean keepsCancelled;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param keepsCancelled breaks it: tasks are not called off
   */
  CountedTime(TimeSource system, boolean keepsCancelled) {
    this.system = system;
    this.keepsCancelled = keepsCancelled;
  }

  int waiting() {
    return waiting.get();
  }

  @Override
  public long nanos() {
    return system.nanos();
  }

  @Override
  public Instant now() {
    return system.now();
  }

  @Override
  public Scheduled schedule(long delayNanos, Runnable task) {
    waiting.incrementAndGet();
    AtomicBoolean done = new AtomicBoolean();
    Scheduled scheduled =
        system.schedule(
            delayNanos,
            () -> {
              end(done);
              task.run();
            });
    return () -> {
      if (keepsCancelled) {
        return true;
      }
      boolean cancelled = scheduled.cancel();
      if (cancelled) {
        end(done);
      }
      return cancelled;
    };
  }

  private void end(AtomicBoolean done) {
    if (done.compareAndSet(false, true)) {
      waiting.decrementAndGet();
    }
  }
}
