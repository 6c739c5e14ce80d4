package io.vertebra.interop;

import com.google.protobuf.Duration;
import io.vertebra.interop.wire.OpenRcaServiceService;
import io.vertebra.interop.wire.OrcaLoadReport;
import io.vertebra.interop.wire.OrcaLoadReportRequest;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;

/** Says again and again how loaded the server is, until the client has heard enough. */
final class LoadService implements OpenRcaServiceService {

  private static final long LEAST_MILLIS = 10;

  private final Vertx vertx;
  private final LoadReports reports;

  LoadService(Vertx vertx, LoadReports reports) {
    this.vertx = vertx;
    this.reports = reports;
  }

  @Override
  public Future<Void> streamCoreMetrics(
      ServerCall call, OrcaLoadReportRequest request, WriteStream<OrcaLoadReport> responses) {
    Duration interval = request.getReportInterval();
    long millis = interval.getSeconds() * 1000 + interval.getNanos() / 1_000_000;
    return report(call, Math.max(LEAST_MILLIS, millis), responses);
  }

  private Future<Void> report(ServerCall call, long millis, WriteStream<OrcaLoadReport> responses) {
    return call.isEnded()
        ? Future.succeededFuture()
        : responses
            .write(reports.latest())
            .compose(written -> vertx.timer(millis))
            .compose(later -> report(call, millis, responses));
  }
}
