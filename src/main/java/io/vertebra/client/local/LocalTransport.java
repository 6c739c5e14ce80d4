package io.vertebra.client.local;

import io.vertebra.client.ClientConfig;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;

/**
 * Carries a call to a service of this JVM, through that service's whole server path.
 *
 * <p>Messages, which are immutable, cross by reference; metadata, status, details and trailers as
 * they would over a wire, and within the same limits; nothing else does. The service runs on a
 * fresh duplicated context, so no call sees another's.
 */
public final class LocalTransport {

  private final TimeSource time;
  private final CallLimits limits;

  /**
   * A transport.
   *
   * @param time the clock of deadlines
   * @param config limits
   */
  public LocalTransport(TimeSource time, ClientConfig config) {
    this.time = time;
    this.limits = config.limits();
  }

  /** Makes one call. */
  public Future<RpcResponse> call(RpcRequest request, LocalServices.Entry service) {
    return new LocalCall(request, service, time, limits).start();
  }
}
