package io.vertebra.resilience.breaker;

import com.google.protobuf.Message;
import io.vertebra.config.Check;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The last good answers of one unary method, each under what its request is known by.
 *
 * <p>Safe for use from any thread, under a short lock. Holds at most as many as it is told, of
 * which the longest unused makes way; time comes in as nanoseconds of one monotonic clock.
 */
final class LastAnswers {

  private record Kept(Message answer, long atNanos) {}

  private final Function<Message, ?> keyOf;
  private final long maxAgeNanos;
  private final Map<Object, Kept> kept;

  LastAnswers(Function<Message, ?> keyOf, int maxEntries, Duration maxAge) {
    Check.range("maxEntries", maxEntries, 1, 1_000_000);
    Check.range("maxAge", maxAge, Duration.ofMillis(1), Duration.ofDays(7));
    this.keyOf = keyOf;
    this.maxAgeNanos = maxAge.toNanos();
    this.kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Object, Kept> eldest) {
            return size() > maxEntries;
          }
        };
  }

  /** Keeps an answer; throws what the function of the key throws. */
  void keep(Message request, Message answer, long nanos) {
    Object key = keyOf.apply(request);
    if (key != null) {
      synchronized (this) {
        kept.put(key, new Kept(answer, nanos));
      }
    }
  }

  /** The answer to such a request; null when there is none that is young enough. */
  Message find(Message request, long nanos) {
    Object key = keyOf.apply(request);
    if (key == null) {
      return null;
    }
    synchronized (this) {
      Kept found = kept.get(key);
      if (found != null && nanos - found.atNanos() > maxAgeNanos) {
        kept.remove(key);
        return null;
      }
      return found == null ? null : found.answer();
    }
  }

  synchronized int size() {
    return kept.size();
  }
}
