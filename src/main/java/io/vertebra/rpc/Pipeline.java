package io.vertebra.rpc;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The path of a call: interceptors in order of their {@link Stage}, then a handler.
 *
 * <p>Immutable and shared by all calls. It keeps what an interceptor or handler throws from
 * travelling any other way than as a failed future.
 */
public final class Pipeline implements RpcHandler {

  /**
   * An interceptor at its place.
   *
   * @param stage where; interceptors of one stage keep the order in which they were given
   * @param interceptor what
   */
  public record Step(Stage stage, Interceptor interceptor) {

    /** Refuses nulls. */
    public Step {
      Objects.requireNonNull(stage, "stage");
      Objects.requireNonNull(interceptor, "interceptor");
    }
  }

  private final Interceptor[] interceptors;
  private final RpcHandler first;

  private Pipeline(Interceptor[] interceptors, RpcHandler first) {
    this.interceptors = interceptors;
    this.first = first;
  }

  /**
   * A path.
   *
   * @param steps in any order
   * @param last what answers in the end
   */
  public static Pipeline of(List<Step> steps, RpcHandler last) {
    List<Step> sorted = new ArrayList<>(steps);
    sorted.sort(Comparator.comparing(Step::stage));
    Interceptor[] interceptors = sorted.stream().map(Step::interceptor).toArray(Interceptor[]::new);
    RpcHandler path = request -> invoke(last, request);
    for (int i = interceptors.length - 1; i >= 0; i--) {
      path = link(interceptors[i], path);
    }
    return new Pipeline(interceptors, path);
  }

  @Override
  public Future<RpcResponse> handle(RpcRequest request) {
    try {
      begin(request);
    } catch (Throwable thrown) {
      return Future.failedFuture(RpcException.from(thrown));
    }
    return first.handle(request);
  }

  /**
   * Lets the interceptors see a call that goes no further, because it is refused before the first
   * of them handles it: what records calls records it as well.
   */
  public void begin(RpcRequest request) {
    for (Interceptor interceptor : interceptors) {
      interceptor.begin(request);
    }
  }

  private static RpcHandler link(Interceptor interceptor, RpcHandler next) {
    return request -> {
      try {
        return checked(interceptor.intercept(request, next), request);
      } catch (Throwable thrown) {
        return Future.failedFuture(RpcException.from(thrown));
      }
    };
  }

  private static Future<RpcResponse> invoke(RpcHandler handler, RpcRequest request) {
    try {
      return checked(handler.handle(request), request);
    } catch (Throwable thrown) {
      return Future.failedFuture(RpcException.from(thrown));
    }
  }

  private static Future<RpcResponse> checked(Future<RpcResponse> response, RpcRequest request) {
    return response != null
        ? response
        : Future.failedFuture(
            RpcException.of(RpcCode.INTERNAL, request.method() + ": a step answered null"));
  }
}
