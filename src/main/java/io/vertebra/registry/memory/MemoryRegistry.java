package io.vertebra.registry.memory;

import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.ServiceRegistry;
import io.vertebra.registry.ServiceSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A registry within one JVM.
 *
 * <p>Safe for use from any thread: changes are made one at a time, reading takes no lock. Bounded
 * by what registers and watches.
 */
public final class MemoryRegistry implements ServiceRegistry {

  private final Map<String, ServiceSnapshot> snapshots = new ConcurrentHashMap<>();
  private final Map<String, List<Handler<ServiceSnapshot>>> watchers = new ConcurrentHashMap<>();

  @Override
  public Future<Registration> register(ServiceInstance instance) {
    change(
        instance.service(),
        instances -> {
          instances.removeIf(other -> other.id().equals(instance.id()));
          instances.add(instance);
          return instances;
        });
    return Future.succeededFuture(() -> revoke(instance));
  }

  @Override
  public ServiceSnapshot snapshot(String service) {
    ServiceSnapshot snapshot = snapshots.get(service);
    return snapshot != null ? snapshot : new ServiceSnapshot(service, List.of());
  }

  @Override
  public synchronized Subscription watch(String service, Handler<ServiceSnapshot> handler) {
    List<Handler<ServiceSnapshot>> handlers =
        watchers.computeIfAbsent(service, name -> new CopyOnWriteArrayList<>());
    handlers.add(handler);
    handler.handle(snapshot(service));
    return () -> handlers.remove(handler);
  }

  private Future<Void> revoke(ServiceInstance instance) {
    change(
        instance.service(),
        instances -> {
          instances.remove(instance);
          return instances;
        });
    return Future.succeededFuture();
  }

  private synchronized void change(String service, UnaryOperator<List<ServiceInstance>> change) {
    List<ServiceInstance> instances = new ArrayList<>(snapshot(service).instances());
    ServiceSnapshot changed = new ServiceSnapshot(service, change.apply(instances));
    snapshots.put(service, changed);
    watchers.getOrDefault(service, List.of()).forEach(handler -> handler.handle(changed));
  }
}
