package io.vertebra.registry;

import java.util.Map;
import java.util.Objects;

/**
 * One place where a service is served.
 *
 * @param service the gRPC service's full name, such as {@code payment.order.v1.Order}
 * @param id unique among the service's instances, stable while the process lives
 * @param host where it listens
 * @param port where it listens, 1 to 65535
 * @param node the name of its process, by which a caller knows its own
 * @param labels free facts
 */
public record ServiceInstance(
    String service, String id, String host, int port, String node, Map<String, String> labels) {

  /** Takes its own copy of the labels. */
  public ServiceInstance {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(node, "node");
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1..65535)");
    }
    labels = Map.copyOf(labels);
  }

  /** Host and port as one text. */
  public String address() {
    return host + ":" + port;
  }
}
