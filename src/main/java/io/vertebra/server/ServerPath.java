package io.vertebra.server;

import io.vertebra.rpc.CallLifecycle;
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
 * @param maxReceiveBytes the limit on a request message's decompressed size
 * @param maxSendBytes the limit on a response message's size before compression
 * @param framing who cuts bodies into messages
 * @param verifiesClients whether TLS has asked each client for a certificate
 * @param running how many calls have started and not ended
 */
record ServerPath(
    ServiceTable services,
    Pipeline pipeline,
    TimeSource time,
    int maxReceiveBytes,
    int maxSendBytes,
    Framing framing,
    boolean verifiesClients,
    AtomicInteger running) {

  void started(CallLifecycle life) {
    running.incrementAndGet();
    life.whenEnded(outcome -> running.decrementAndGet());
  }
}
