package io.vertebra.payment.logs;

import io.vertebra.payment.logs.v1.LogsService;
import io.vertebra.payment.logs.v1.UploadRequest;
import io.vertebra.payment.logs.v1.UploadResponse;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets as many uploads in as may run, and ties each to the end of its call. */
final class LogsEndpoint implements LogsService {

  private final LogWriter writer;
  private final LogsConfig config;
  private final AtomicInteger running = new AtomicInteger();

  LogsEndpoint(LogWriter writer, LogsConfig config) {
    this.writer = writer;
    this.config = config;
  }

  @Override
  public Future<UploadResponse> upload(ServerCall call, ReadStream<UploadRequest> requests) {
    call.whenEnded(outcome -> running.decrementAndGet());
    if (running.incrementAndGet() > config.maxUploads()) {
      return Future.failedFuture(Refusals.tooManyUploads(config.maxUploads()));
    }
    Upload upload = new Upload(writer, config.sync(), call.context().vertxContext(), requests);
    Future<UploadResponse> answer = upload.start();
    call.whenEnded(outcome -> upload.end(outcome.toException()));
    return answer;
  }
}
