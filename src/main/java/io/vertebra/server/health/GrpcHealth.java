package io.vertebra.server.health;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.ServerCall;
import io.vertebra.server.health.v1.HealthCheckRequest;
import io.vertebra.server.health.v1.HealthCheckResponse;
import io.vertebra.server.health.v1.HealthCheckResponse.ServingStatus;
import io.vertebra.server.health.v1.HealthListRequest;
import io.vertebra.server.health.v1.HealthListResponse;
import io.vertebra.server.health.v1.HealthService;
import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;
import java.util.Map;

/**
 * {@code grpc.health.v1} over a {@link Health}.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">GRPC Health
 *     Checking Protocol</a>
 */
final class GrpcHealth implements HealthService {

  /** The name that stands for the server as a whole. */
  private static final String SERVER = "";

  /** Statuses that List may give, as the contract says. */
  private static final int LIST_LIMIT = 100;

  private final Health health;

  GrpcHealth(Health health) {
    this.health = health;
  }

  @Override
  public Future<HealthCheckResponse> check(ServerCall call, HealthCheckRequest request) {
    ServingStatus status = status(request.getService());
    return status == ServingStatus.SERVICE_UNKNOWN
        ? Future.failedFuture(
            RpcException.of(RpcCode.NOT_FOUND, "unknown service " + request.getService()))
        : Future.succeededFuture(response(status));
  }

  @Override
  public Future<HealthListResponse> list(ServerCall call, HealthListRequest request) {
    HealthReport report = health.report();
    if (report.services().size() >= LIST_LIMIT) {
      return Future.failedFuture(
          RpcException.of(
              RpcCode.RESOURCE_EXHAUSTED,
              "services: " + report.services().size() + " (expected: below " + LIST_LIMIT + ")"));
    }
    HealthListResponse.Builder list =
        HealthListResponse.newBuilder().putStatuses(SERVER, response(serving(report.ready())));
    for (Map.Entry<String, Boolean> service : report.services().entrySet()) {
      list.putStatuses(service.getKey(), response(serving(service.getValue())));
    }
    return Future.succeededFuture(list.build());
  }

  @Override
  public Future<Void> watch(
      ServerCall call, HealthCheckRequest request, WriteStream<HealthCheckResponse> responses) {
    String service = request.getService();
    Watcher watcher = new Watcher(call, () -> status(service), responses);
    health.add(watcher);
    call.whenEnded(outcome -> health.remove(watcher));
    return watcher.whenOver();
  }

  private ServingStatus status(String service) {
    HealthReport report = health.report();
    if (service.equals(SERVER)) {
      return serving(report.ready());
    }
    Boolean serving = report.services().get(service);
    return serving == null ? ServingStatus.SERVICE_UNKNOWN : serving(serving);
  }

  private static ServingStatus serving(boolean serving) {
    return serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }
}
