package io.vertebra.server;

import io.vertebra.rpc.CallLifecycle;
import io.vertebra.rpc.CallLimits;
import io.vertebra.rpc.Pipeline;
import io.vertebra.rpc.wire.Framing;
import io.vertebra.time.TimeSource;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What every call of a server shares.
 *
 * @param services the methods
 * @param pipeline interceptors, then the methods
 * @param time the clock of deadlines
 * @param limits the limits on messages and metadata
 * @param framing who cuts bodies into messages
 * @param verifiesClients whether TLS has asked each client for a certificate
 * @param running how many calls have started and not ended
 */
record ServerPath(
    ServiceTable services,
    Pipeline pipeline,
    TimeSource time,
    CallLimits limits,
    Framing framing,
    boolean verifiesClients,
    AtomicInteger running) {

  void started(CallLifecycle life) {
    running.incrementAndGet();
    life.whenEnded(outcome -> running.decrementAndGet());
  }
}
