package io.vertebra.client;

import io.vertebra.client.http2.Http2Transport;
import io.vertebra.client.local.LocalTransport;
import io.vertebra.loadbalance.Balancer;
import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.ServiceRegistry;
import io.vertebra.registry.ServiceSnapshot;
import io.vertebra.resilience.retry.TriedInstances;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Sends each call to an instance of its service: over the registry's present snapshot and the
 * service's balancer, without a socket when the instance is in this JVM.
 *
 * <p>A call that no service can have begun with goes to another instance: what gRPC calls a
 * transparent retry. One that did not leave this side, for want of a connection, goes to each of
 * the others in turn; one that a server refused goes again once, to the same instance when there is
 * no other. Whatever the call does, it is done once at most; a stream of requests is not sent again
 * when anything of it was read.
 *
 * <p>Safe for use from any thread. Keeps a balancer per service that was called.
 *
 * @see <a
 *     href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md#transparent-retries">gRFC
 *     A6, transparent retries</a>
 */
public final class ServiceRouter implements RpcHandler {

  private final ServiceRegistry registry;
  private final Function<String, Balancer> balancerOf;
  private final LocalServices local;
  private final LocalTransport localTransport;
  private final Http2Transport http2;
  private final boolean retries;
  private final Function<RpcRequest, Handler<Outcome>> attempts;
  private final Map<String, Balancer> balancers = new ConcurrentHashMap<>();

  private ServiceRouter(
      ServiceRegistry registry,
      Function<String, Balancer> balancerOf,
      LocalServices local,
      LocalTransport localTransport,
      Http2Transport http2,
      boolean retries,
      Function<RpcRequest, Handler<Outcome>> attempts) {
    this.registry = registry;
    this.balancerOf = balancerOf;
    this.local = local;
    this.localTransport = localTransport;
    this.http2 = http2;
    this.retries = retries;
    this.attempts = attempts;
  }

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
    this(registry, balancerOf, local, localTransport, http2, true, request -> outcome -> {});
  }

  /** A new router like this one, without transparent retries: for an experiment to compare. */
  public ServiceRouter withoutRetries() {
    return new ServiceRouter(registry, balancerOf, local, localTransport, http2, false, attempts);
  }

  /**
   * A new router like this one that tells of each attempt.
   *
   * @param newAttempts called when an attempt begins; what it gives is told how that attempt ended,
   *     once
   */
  public ServiceRouter watchedBy(Function<RpcRequest, Handler<Outcome>> newAttempts) {
    return new ServiceRouter(
        registry, balancerOf, local, localTransport, http2, retries, newAttempts);
  }

  @Override
  public Future<RpcResponse> handle(RpcRequest request) {
    String service = request.method().service();
    ServiceSnapshot snapshot = registry.snapshot(service);
    Optional<Attempt> first = attempt(snapshot, request);
    if (first.isEmpty()) {
      return sendUnregistered(request);
    }
    Future<RpcResponse> response = first.get().send();
    return retries
        ? response.recover(cause -> again(first.get(), List.of(), false, cause))
        : response;
  }

  private Optional<Attempt> attempt(ServiceSnapshot snapshot, RpcRequest request) {
    TriedInstances tried = request.context().attribute(TriedInstances.KEY);
    Optional<Balancer.Pick> picked =
        balancers
            .computeIfAbsent(request.method().service(), balancerOf)
            .pick(tried == null ? snapshot : untried(snapshot, tried), request);
    if (tried != null) {
      picked.ifPresent(pick -> tried.add(pick.instance().id()));
    }
    return picked.map(pick -> new Attempt(pick, request));
  }

  /** Those that no attempt of the call went to; all, when that is none. */
  private static ServiceSnapshot untried(ServiceSnapshot snapshot, TriedInstances tried) {
    if (tried.isEmpty()) {
      return snapshot;
    }
    List<ServiceInstance> others =
        snapshot.instances().stream().filter(instance -> !tried.contains(instance.id())).toList();
    return others.isEmpty() ? snapshot : new ServiceSnapshot(snapshot.service(), others);
  }

  /**
   * Goes on elsewhere, if that is safe.
   *
   * @param before the instances that were tried before the one that failed now
   * @param refused whether one of them was reached, and refused the call
   */
  private Future<RpcResponse> again(
      Attempt failed, List<ServiceInstance> before, boolean refused, Throwable cause) {
    RpcException failure = RpcException.from(cause);
    boolean unsent = failure.isUnsent();
    if (!failure.isUnprocessed() || refused && !unsent || failed.request.context().isEnded()) {
      return Future.failedFuture(failure);
    }
    List<ServiceInstance> tried = new ArrayList<>(before);
    tried.add(failed.pick.instance());
    Optional<Attempt> next = attempt(left(tried, unsent), failed.request);
    if (next.isEmpty()) {
      return Future.failedFuture(failure);
    }
    failed.ended(failure);
    return next.get()
        .send()
        .recover(another -> again(next.get(), tried, refused || !unsent, another));
  }

  /** The present instances but those tried; when that is none, all of them or none. */
  private ServiceSnapshot left(List<ServiceInstance> tried, boolean othersOnly) {
    ServiceSnapshot present = registry.snapshot(tried.get(0).service());
    List<ServiceInstance> others =
        present.instances().stream().filter(instance -> !tried.contains(instance)).toList();
    return others.isEmpty() && !othersOnly
        ? present
        : new ServiceSnapshot(present.service(), others);
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

  /**
   * A call at one instance. It ends with the call, or before it when there is another. Lives on the
   * call's context.
   */
  private final class Attempt {

    private final Balancer.Pick pick;
    private final RpcRequest request;
    private final Handler<Outcome> watcher;
    private boolean ended;

    Attempt(Balancer.Pick pick, RpcRequest request) {
      this.pick = pick;
      this.request = request;
      this.watcher = attempts.apply(request);
    }

    Future<RpcResponse> send() {
      request.whenEnded(this::ended);
      return ServiceRouter.this.send(request, pick.instance());
    }

    void ended(RpcException failure) {
      ended(new Outcome(failure.kind(), failure, request.context().elapsed()));
    }

    private void ended(Outcome outcome) {
      if (!ended) {
        ended = true;
        pick.done().handle(outcome);
        watcher.handle(outcome);
      }
    }
  }
}
