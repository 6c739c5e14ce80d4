package io.vertebra.time;

import io.vertx.core.Vertx;
import java.time.Instant;

/**
 * The only clock and scheduler of Vertebra.
 *
 * <p>Safe for use from any thread. Tests replace it by one whose time they move by hand.
 */
public interface TimeSource {

  /**
   * A reading of the monotonic clock.
   *
   * @return nanoseconds from an arbitrary origin; only differences mean something
   */
  long nanos();

  /**
   * The wall clock, for what people and other machines read.
   *
   * @return the present instant
   */
  Instant now();

  /**
   * Runs a task once after a delay, on the Vert.x context that is current now, or on a new
   * event-loop context when there is none.
   *
   * @param delayNanos nanoseconds to wait; zero or less means as soon as possible
   * @param task what to run; what it throws is reported to its context
   * @return a handle to call it off
   */
  Scheduled schedule(long delayNanos, Runnable task);

  /** A task that has been scheduled. */
  interface Scheduled {

    /**
     * Calls the task off.
     *
     * @return true when the task will not run, false when it has run or is running
     */
    boolean cancel();
  }

  /**
   * The system's clock and the timers of the event loops.
   *
   * @param vertx whose event loops run scheduled tasks
   * @return a time source for production
   */
  static TimeSource system(Vertx vertx) {
    return new SystemTimeSource(vertx);
  }
}
