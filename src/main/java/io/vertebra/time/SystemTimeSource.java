package io.vertebra.time;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** {@link System#nanoTime()}, {@link Instant#now()} and the timers of Netty's event loops. */
final class SystemTimeSource implements TimeSource {

  private final Vertx vertx;

  SystemTimeSource(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Scheduled schedule(long delayNanos, Runnable task) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    Future<?> timer =
        context
            .nettyEventLoop()
            .schedule(
                () -> context.emit(ignored -> task.run()),
                Math.max(0, delayNanos),
                TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }
}
