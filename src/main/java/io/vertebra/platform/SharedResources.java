package io.vertebra.platform;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the modules of a process share, one of each type, closed last made first. */
final class SharedResources implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SharedResources.class);

  private final Map<Class<?>, AutoCloseable> byType = new HashMap<>();
  private final Deque<AutoCloseable> inOrder = new ArrayDeque<>();

  /** Blocks others that ask while the resource is made, so that it is made once. */
  synchronized <T extends AutoCloseable> T get(Class<T> type, Supplier<T> create) {
    AutoCloseable present = byType.get(type);
    if (present != null) {
      return type.cast(present);
    }
    T made = create.get();
    byType.put(type, made);
    inOrder.push(made);
    return made;
  }

  @Override
  public synchronized void close() {
    while (!inOrder.isEmpty()) {
      AutoCloseable resource = inOrder.pop();
      try {
        resource.close();
      } catch (Exception failure) {
        LOG.warn("{} did not close", resource.getClass().getName(), failure);
      }
    }
    byType.clear();
  }
}
