package io.vertebra.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that may change while the process runs. Whoever reads it on each use sees the newest;
 * whoever must act on a change listens.
 *
 * <pre>{@code
 * ConfigRef.Source<PlatformConfig> source = new ConfigRef.Source<>(configuration.value());
 * ConfigRef<ServerConfig> server = source.ref().map(PlatformConfig::server);
 * server.listen(config -> connections.limit(config.maxConcurrentStreams()));
 * }</pre>
 *
 * <p>Safe for all threads. Listeners run on the thread that offers the value, one change after the
 * other, and must not block.
 */
public final class ConfigRef<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigRef.class);

  private final List<Consumer<? super T>> listeners = new CopyOnWriteArrayList<>();
  private volatile T value;

  private ConfigRef(T value) {
    this.value = Objects.requireNonNull(value);
  }

  /** A value that never changes. */
  public static <T> ConfigRef<T> of(T value) {
    return new ConfigRef<>(value);
  }

  public T get() {
    return value;
  }

  /**
   * Has the listener called with each new value, not with the present one. A listener that throws
   * is logged, and the others are still called.
   *
   * @return run it to stop listening
   */
  public Runnable listen(Consumer<? super T> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * A part of the value, which changes only when that part does. It lives as long as this does: for
   * use at start, not on every call.
   */
  public <U> ConfigRef<U> map(Function<? super T, ? extends U> part) {
    synchronized (this) {
      ConfigRef<U> mapped = new ConfigRef<>(part.apply(value));
      listeners.add(next -> mapped.set(part.apply(next)));
      return mapped;
    }
  }

  private synchronized void set(T next) {
    if (next.equals(value)) {
      return;
    }
    value = next;
    for (Consumer<? super T> listener : listeners) {
      try {
        listener.accept(next);
      } catch (RuntimeException e) {
        LOG.error("A listener failed on a change of configuration; its part may be stale", e);
      }
    }
  }

  /** The end where new values come in. Bad ones are refused and the last good one stays. */
  public static final class Source<T> {
    private final ConfigRef<T> ref;
    private volatile ConfigException refusal;

    public Source(T initial) {
      this.ref = new ConfigRef<>(initial);
    }

    public ConfigRef<T> ref() {
      return ref;
    }

    /**
     * Takes the candidate unless making it throws {@link ConfigException}.
     *
     * @return whether it was taken
     */
    public synchronized boolean offer(Supplier<? extends T> candidate) {
      try {
        T next = candidate.get();
        ref.set(next);
        refusal = null;
        return true;
      } catch (ConfigException e) {
        refusal = e;
        return false;
      }
    }

    /** Why the last candidate was refused; empty when it was taken. */
    public Optional<ConfigException> refusal() {
      return Optional.ofNullable(refusal);
    }
  }
}
