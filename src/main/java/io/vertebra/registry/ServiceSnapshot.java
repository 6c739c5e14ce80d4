package io.vertebra.registry;

import java.util.List;

/**
 * All instances of a service at one moment.
 *
 * @param service the gRPC service's full name
 * @param instances in a stable order; empty when nobody serves it
 */
public record ServiceSnapshot(String service, List<ServiceInstance> instances) {

  /** Takes its own copy of the instances. */
  public ServiceSnapshot {
    instances = List.copyOf(instances);
  }
}
