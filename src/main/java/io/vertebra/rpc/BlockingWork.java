package io.vertebra.rpc;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where blocking work runs, so that event loops never block: on virtual threads from Java 21 on, on
 * a pool of named workers before.
 *
 * <p>{@link CallContext#current()} is the caller's inside of the work, and the future completes on
 * the caller's context.
 */
public final class BlockingWork implements AutoCloseable {

  private final Vertx vertx;
  private final ExecutorService executor;
  private final int maxPending;
  private final AtomicInteger pending = new AtomicInteger();

  private BlockingWork(Vertx vertx, ExecutorService executor, int maxPending) {
    this.vertx = vertx;
    this.executor = executor;
    this.maxPending = maxPending;
  }

  /**
   * A place for blocking work.
   *
   * @param name begins the names of its threads
   * @param workers threads below Java 21, 1 or more; without effect from 21 on
   * @param maxPending pieces of work that may run or wait at a time, 1 or more; further ones fail
   *     with RESOURCE_EXHAUSTED
   */
  public static BlockingWork of(Vertx vertx, String name, int workers, int maxPending) {
    ExecutorService executor = virtualThreads();
    return new BlockingWork(
        vertx,
        executor != null ? executor : Executors.newFixedThreadPool(workers, named(name)),
        maxPending);
  }

  /**
   * Runs work that may block.
   *
   * @return its result; fails with what it throws
   */
  public <T> Future<T> run(Callable<T> work) {
    ContextInternal caller = (ContextInternal) vertx.getOrCreateContext();
    if (pending.incrementAndGet() > maxPending) {
      pending.decrementAndGet();
      return caller.failedFuture(
          RpcException.of(
              RpcCode.RESOURCE_EXHAUSTED,
              "blocking work: " + maxPending + " pending (expected: fewer)"));
    }
    Promise<T> promise = caller.promise();
    executor.execute(() -> execute(caller, work, promise));
    return promise.future();
  }

  private <T> void execute(ContextInternal caller, Callable<T> work, Promise<T> promise) {
    ContextInternal previous = caller.beginDispatch();
    try {
      promise.complete(work.call());
    } catch (Throwable thrown) {
      promise.fail(thrown);
    } finally {
      caller.endDispatch(previous);
      pending.decrementAndGet();
    }
  }

  /** Waits up to ten seconds for what runs, then interrupts it. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** The executor of Java 21, which release 17 cannot name; null before. */
  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException before21) {
      return null;
    } catch (IllegalAccessException | InvocationTargetException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
