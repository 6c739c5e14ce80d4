package io.vertebra.client;

import io.vertebra.client.http2.Http2Transport;
import io.vertebra.client.local.LocalTransport;
import io.vertebra.loadbalance.Balancer;
import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.ServiceRegistry;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Sends each call to an instance of its service: over the registry's present snapshot and the
 * service's balancer, without a socket when the instance is in this JVM.
 *
 * <p>Safe for use from any thread. Keeps a balancer per service that was called.
 */
public final class ServiceRouter implements RpcHandler {

  private final ServiceRegistry registry;
  private final Function<String, Balancer> balancerOf;
  private final LocalServices local;
  private final LocalTransport localTransport;
  private final Http2Transport http2;
  private final Map<String, Balancer> balancers = new ConcurrentHashMap<>();

  /**
   * A router.
   *
   * @param balancerOf makes the balancer of a service, once
   */
  public ServiceRouter(
      ServiceRegistry registry,
      Function<String, Balancer> balancerOf,
      LocalServices local,
      LocalTransport localTransport,
      Http2Transport http2) {
    this.registry = registry;
    this.balancerOf = balancerOf;
    this.local = local;
    this.localTransport = localTransport;
    this.http2 = http2;
  }

  @Override
  public Future<RpcResponse> handle(RpcRequest request) {
    String service = request.method().service();
    Optional<Balancer.Pick> picked =
        balancers.computeIfAbsent(service, balancerOf).pick(registry.snapshot(service), request);
    if (picked.isEmpty()) {
      return sendUnregistered(request);
    }
    request.whenEnded(picked.get().done());
    return send(request, picked.get().instance());
  }

  /**
   * A service of this JVM is there for its own callers while it runs, registered or not: a node
   * that drains has left the registry and still finishes what it accepted.
   */
  private Future<RpcResponse> sendUnregistered(RpcRequest request) {
    String service = request.method().service();
    return local
        .find(service, request.context().vertxContext())
        .map(entry -> localTransport.call(request, entry))
        .orElseGet(
            () ->
                Future.failedFuture(
                    RpcException.of(
                        RpcCode.UNAVAILABLE, "no instance of " + service + " is known")));
  }

  private Future<RpcResponse> send(RpcRequest request, ServiceInstance instance) {
    if (instance.node().equals(local.node())) {
      Optional<LocalServices.Entry> entry =
          local.find(instance.service(), request.context().vertxContext());
      if (entry.isPresent()) {
        return localTransport.call(request, entry.get());
      }
    }
    return http2.call(request, instance.host(), instance.port());
  }
}
