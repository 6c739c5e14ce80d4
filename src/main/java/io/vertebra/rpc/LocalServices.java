package io.vertebra.rpc;

import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The services of this JVM: how a call reaches one without a socket.
 *
 * <p>Safe for use from any thread. Bounded by what is deployed: an entry per service and event
 * loop.
 */
public final class LocalServices {

  /**
   * A service on one event loop.
   *
   * @param context the context of the verticle that serves it
   * @param handler its whole server path, interceptors included
   * @param limits those of its server
   */
  public record Entry(ContextInternal context, RpcHandler handler, CallLimits limits) {}

  private final String node;
  private final ConcurrentMap<String, List<Entry>> services = new ConcurrentHashMap<>();

  /**
   * The services of one node.
   *
   * @param node the node's name, which instances registered from here carry
   */
  public LocalServices(String node) {
    this.node = Objects.requireNonNull(node, "node");
  }

  /** The name of this JVM's node. */
  public String node() {
    return node;
  }

  /** Adds a service. */
  public void add(String service, Entry entry) {
    services.computeIfAbsent(service, name -> new CopyOnWriteArrayList<>()).add(entry);
  }

  /** Takes a service away again. */
  public void remove(String service, Entry entry) {
    services.computeIfPresent(
        service,
        (name, entries) -> {
          entries.remove(entry);
          return entries.isEmpty() ? null : entries;
        });
  }

  /**
   * A service of this JVM, on the caller's own event loop if it is served there.
   *
   * @return empty when no verticle here serves it
   */
  public Optional<Entry> find(String service, ContextInternal caller) {
    Entry any = null;
    for (Entry entry : services.getOrDefault(service, List.of())) {
      if (entry.context().nettyEventLoop() == caller.nettyEventLoop()) {
        return Optional.of(entry);
      }
      any = entry;
    }
    return Optional.ofNullable(any);
  }
}
