package io.vertebra.rpc;

import io.vertx.core.Handler;

/**
 * What a service's function is given of the call it serves.
 *
 * <p>May be used from any thread until the call ends; afterwards nothing it does reaches anybody.
 */
public interface ServerCall {

  /** The facts of the call. */
  CallContext context();

  /** The method that is called. */
  RpcMethod<?, ?> method();

  /** The request headers. */
  default Metadata metadata() {
    return context().metadata();
  }

  /**
   * Adds response headers.
   *
   * @throws IllegalStateException when the headers have been sent: by {@link #sendHeaders}, by the
   *     first message of a stream, or by the answer
   */
  ServerCall addHeaders(Metadata headers);

  /** Sends the response headers now instead of with the first message. */
  ServerCall sendHeaders();

  /** Adds trailers; those of a call that fails too, whose own trailers follow. */
  ServerCall addTrailers(Metadata trailers);

  /**
   * Compresses the responses that are written from now on with gzip, or no longer does, if the
   * client accepts that. Begins with the headers: to be asked for before they are sent, after which
   * it may be switched off and on between messages.
   */
  ServerCall compress(boolean compressed);

  /** Whether the request that came last was compressed. */
  boolean isCompressed();

  /** Whether the call has ended: nobody waits for its answer any more. */
  default boolean isEnded() {
    return context().isEnded();
  }

  /** Runs a hook once, on the call's context, when the call has ended. */
  default void whenEnded(Handler<Outcome> hook) {
    context().whenEnded(hook);
  }
}
