package io.vertebra.server;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** All methods of a server by name, and the last step of its pipeline: calling one. */
final class ServiceTable implements RpcHandler {

  private final Map<String, ServiceBinding.BoundMethod> methods = new HashMap<>();
  private final List<ServiceBinding> services;
  private final Set<String> compressed;

  /**
   * @throws IllegalArgumentException when two bindings are of the same service
   */
  ServiceTable(List<ServiceBinding> services) {
    this.services = List.copyOf(services);
    this.compressed =
        services.stream()
            .filter(ServiceBinding::isCompressed)
            .map(ServiceBinding::service)
            .collect(Collectors.toUnmodifiableSet());
    Map<String, ServiceBinding> byName = new HashMap<>();
    for (ServiceBinding service : services) {
      if (byName.put(service.service(), service) != null) {
        throw new IllegalArgumentException(
            "services: " + service.service() + " twice (expected: each service once)");
      }
      methods.putAll(service.methods());
    }
  }

  List<ServiceBinding> services() {
    return services;
  }

  /** The method of a request path without its leading slash, an unknown one included. */
  RpcMethod<?, ?> method(String fullName) {
    ServiceBinding.BoundMethod bound = methods.get(fullName);
    return bound != null ? bound.method() : RpcMethod.unknown(fullName);
  }

  /** Whether the responses of a method are compressed for clients that accept it. */
  boolean compresses(RpcMethod<?, ?> method) {
    return compressed.contains(method.service());
  }

  @Override
  public Future<RpcResponse> handle(RpcRequest request) {
    ServiceBinding.BoundMethod bound = methods.get(request.method().fullName());
    return bound != null
        ? bound.handler().handle(request)
        : Future.failedFuture(
            RpcException.of(RpcCode.UNIMPLEMENTED, "unknown method " + request.method()));
  }
}
