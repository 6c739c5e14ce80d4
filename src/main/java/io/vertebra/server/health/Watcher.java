package io.vertebra.server.health;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.ServerCall;
import io.vertebra.server.health.v1.HealthCheckResponse;
import io.vertebra.server.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.util.function.Supplier;

/**
 * One Watch call: sends a status when it differs from the one sent before.
 *
 * <p>Lives on its call's context. To a client that reads slowly it sends the latest status when
 * there is room, not all that passed meanwhile.
 */
final class Watcher {

  private final Supplier<ServingStatus> status;
  private final WriteStream<HealthCheckResponse> responses;
  private final ContextInternal context;
  private final Promise<Void> end;
  private ServingStatus sent;
  private boolean writing;

  Watcher(
      ServerCall call, Supplier<ServingStatus> status, WriteStream<HealthCheckResponse> responses) {
    this.status = status;
    this.responses = responses;
    this.context = call.context().vertxContext();
    this.end = context.promise();
  }

  /** Ends the call when completed. */
  Future<Void> whenOver() {
    return end.future();
  }

  /** The status may have changed. From any thread. */
  void update() {
    context.emit(null, ignored -> send());
  }

  /** The server stops. From any thread. */
  void stop() {
    context.emit(
        null,
        ignored -> {
          send();
          end.tryFail(RpcException.of(RpcCode.UNAVAILABLE, "the server is stopping"));
        });
  }

  private void send() {
    ServingStatus now = status.get();
    if (writing || now == sent) {
      return;
    }
    sent = now;
    writing = true;
    responses
        .write(HealthCheckResponse.newBuilder().setStatus(now).build())
        .onComplete(
            (written, cause) -> {
              writing = false;
              if (cause == null) {
                send();
              }
            });
  }
}
