package io.vertebra.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts and times calls.
 *
 * <p>Keeps the meters of each method that was called, of {@value #MAX_METHODS} at most; further
 * ones, and those no contract knows, count as {@value #OTHER}.
 */
final class CallMeters implements Interceptor {

  static final int MAX_METHODS = 1_000;
  static final String OTHER = "other";

  /** Which calls, and under which names. */
  enum Kind {
    SERVER_CALL("grpc.server.call", true, false),
    CLIENT_CALL("grpc.client.call", false, true),
    CLIENT_ATTEMPT("grpc.client.attempt", true, true);

    final String name;

    /** Whether gRFC A66 has a counter of those that started. */
    final boolean countsStarted;

    /** Whether the meters say which service a call went to. */
    final boolean hasTarget;

    Kind(String name, boolean countsStarted, boolean hasTarget) {
      this.name = name;
      this.countsStarted = countsStarted;
      this.hasTarget = hasTarget;
    }
  }

  private final MeterRegistry registry;
  private final Kind kind;
  private final Map<String, MethodMeters> methods = new ConcurrentHashMap<>();
  private volatile MethodMeters other;

  CallMeters(MeterRegistry registry, Kind kind) {
    this.registry = registry;
    this.kind = kind;
  }

  @Override
  public void begin(RpcRequest request) {
    request.whenEnded(started(request));
  }

  /** Counts a start; what it gives is to be told the end. */
  Handler<Outcome> started(RpcRequest request) {
    MethodMeters meters = meters(request.method());
    meters.started();
    return meters;
  }

  @Override
  public Future<RpcResponse> intercept(RpcRequest request, RpcHandler next) {
    return next.handle(request);
  }

  private MethodMeters meters(RpcMethod<?, ?> method) {
    MethodMeters known = methods.get(method.fullName());
    if (known != null) {
      return known;
    }
    // Calls that race here may pass the bound by as many as there are threads.
    if (!method.isKnown() || methods.size() >= MAX_METHODS) {
      return other();
    }
    return methods.computeIfAbsent(
        method.fullName(), name -> new MethodMeters(registry, kind, tags(name, method.service())));
  }

  private MethodMeters other() {
    if (other == null) {
      synchronized (this) {
        if (other == null) {
          other = new MethodMeters(registry, kind, tags(OTHER, OTHER));
        }
      }
    }
    return other;
  }

  private Tags tags(String method, String service) {
    Tags tags = Tags.of("grpc.method", method);
    return kind.hasTarget ? tags.and("grpc.target", service) : tags;
  }
}
