package io.vertebra.resilience.policy;

import io.vertebra.rpc.BlockingWork;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with a service config, which is in force as soon as it is written.
 *
 * <p>No file is as good as an empty config. What is refused is logged once, and what was in force
 * stays so. One reading at a time, on a thread that may block; safe for use from any thread.
 *
 * <p>Write another file and rename it: one that is read half written is refused, and read again.
 */
public final class ServiceConfigFile implements AutoCloseable {

  /** How long from one look at the file to the next, when nothing else is said. */
  public static final Duration EVERY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ServiceConfigFile.class);
  private static final int MAX_BYTES = 1 << 20;

  private final Path path;
  private final Duration every;
  private final PolicyTable table;
  private final BlockingWork blocking;
  private final TimeSource time;

  /* What the latest look found; owned by the one look that runs at a time. */
  private volatile Optional<String> seen = Optional.empty();
  private volatile String lastFailure = "";

  private volatile TimeSource.Scheduled next = () -> false;
  private volatile boolean closed;

  /**
   * @param path the file, which may be absent
   * @param every how long from one look to the next: above 0
   * @param table what is told
   */
  public ServiceConfigFile(
      Path path, Duration every, PolicyTable table, BlockingWork blocking, TimeSource time) {
    this.path = Objects.requireNonNull(path, "path");
    this.every = every;
    this.table = table;
    this.blocking = blocking;
    this.time = time;
  }

  /**
   * Reads the file, and begins to watch it.
   *
   * @return done when the file is in force; fails, and does not watch, when it is refused
   */
  public Future<Void> start() {
    return blocking.run(this::look).onSuccess(read -> again());
  }

  private void again() {
    if (!closed) {
      next = time.schedule(every.toNanos(), this::poll);
    }
  }

  private void poll() {
    if (!closed) {
      blocking.run(this::look).otherwise(this::refused).onSuccess(looked -> again());
    }
  }

  private Void look() throws IOException {
    Optional<String> content = content();
    if (!content.equals(seen)) {
      seen = content;
      load(content);
      LOG.info("{}: {}", path, content.isPresent() ? table.overrides() : "no service config");
    }
    lastFailure = "";
    return null;
  }

  private void load(Optional<String> content) {
    try {
      table.override(content.map(ServiceConfig::parse).orElse(ServiceConfig.EMPTY));
    } catch (IllegalArgumentException refusal) {
      throw new IllegalArgumentException(path + ": " + refusal.getMessage(), refusal);
    }
  }

  private Optional<String> content() throws IOException {
    try {
      long bytes = Files.size(path);
      if (bytes > MAX_BYTES) {
        throw new IOException(bytes + " bytes (expected: up to " + MAX_BYTES + ")");
      }
      return Optional.of(Files.readString(path));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  /** The same failure is logged once. */
  private Void refused(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (!message.equals(lastFailure)) {
      lastFailure = message;
      LOG.warn("service config refused, what was in force stays so: {}", message);
    }
    return null;
  }

  /** Looks no more; what is in force stays so. */
  @Override
  public void close() {
    closed = true;
    next.cancel();
  }
}
