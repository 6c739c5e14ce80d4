package io.vertebra.client;

import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;

/**
 * Writes the requests of a call as they arise.
 *
 * @param <Q> what the client sends
 */
@FunctionalInterface
public interface RequestWriter<Q> {

  /**
   * Writes any number of requests, respecting {@code writeQueueFull}.
   *
   * @return completing it ends the requests; failing it cancels the call
   */
  Future<Void> write(WriteStream<Q> requests);
}
