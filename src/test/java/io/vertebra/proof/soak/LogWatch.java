package io.vertebra.proof.soak;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** Keeps what is logged at WARN and above, but for what is known. */
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  /** Netty's detector of leaks says this of each. */
  private static final String LEAK = "LEAK: ";

  /** What may be logged, and why; nothing else. */
  private static final List<Pattern> KNOWN =
      List.of(
          // Vert.x fails the promise of trailers that wait when their stream closes; there is none.
          Pattern.compile(
              "Caught Throwable from listener onStreamClosed.*\"this.val\\$promise\".*"));

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Map<String, Integer> seen = new TreeMap<>();
  private int leaks;

  /** Begins. */
  static LogWatch begin() {
    LogWatch watch = new LogWatch();
    watch.start();
    watch.root.addAppender(watch);
    return watch;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
      return;
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    String line = event.getFormattedMessage() + (thrown == null ? "" : thrown.getMessage());
    synchronized (seen) {
      if (line.startsWith(LEAK)) {
        leaks++;
      } else if (KNOWN.stream().noneMatch(known -> known.matcher(line).lookingAt())) {
        seen.merge(event.getLoggerName() + ": " + line, 1, Integer::sum);
      }
    }
  }

  /** Lines that are not known, and how often each was logged. */
  Map<String, Integer> unknown() {
    synchronized (seen) {
      return Map.copyOf(seen);
    }
  }

  int leaks() {
    synchronized (seen) {
      return leaks;
    }
  }

  @Override
  public void close() {
    root.detachAppender(this);
  }
}
