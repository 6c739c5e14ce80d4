package io.vertebra.registry.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.ServiceRegistry;
import io.vertebra.registry.ServiceSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryRegistryTest {

  private final MemoryRegistry registry = new MemoryRegistry();

  private static ServiceInstance instance(String id, int port) {
    return new ServiceInstance("s", id, "127.0.0.1", port, "node", Map.of());
  }

  private List<Integer> ports() {
    return registry.snapshot("s").instances().stream().map(ServiceInstance::port).toList();
  }

  @Test
  void tellsWhoServes() {
    assertThat(ports()).isEmpty();
    ServiceRegistry.Registration first = registry.register(instance("1", 1001)).result();
    registry.register(instance("2", 1002));
    assertThat(ports()).containsExactly(1001, 1002);
    first.revoke();
    first.revoke();
    assertThat(ports()).containsExactly(1002);
  }

  @Test
  void replacesAnInstanceOfTheSameId() {
    registry.register(instance("1", 1001));
    registry.register(instance("1", 1009));
    assertThat(ports()).containsExactly(1009);
  }

  @Test
  void watchersSeeThePresentAndEachChangeUntilTheyClose() {
    List<Integer> sizes = new ArrayList<>();
    ServiceRegistry.Subscription subscription =
        registry.watch("s", (ServiceSnapshot now) -> sizes.add(now.instances().size()));
    ServiceRegistry.Registration registration = registry.register(instance("1", 1001)).result();
    registration.revoke();
    subscription.close();
    registry.register(instance("2", 1002));
    assertThat(sizes).containsExactly(0, 1, 0);
  }
}
