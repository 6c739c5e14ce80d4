package io.vertebra.rpc;

import io.vertx.core.Handler;
import java.util.Objects;

/**
 * A call on its way through the pipeline: what is called, by whom and until when, and with what.
 *
 * <p>Immutable; {@code with...} gives a changed copy of the same call.
 *
 * @param method the method
 * @param context the facts of the call
 * @param messages what the client sends
 */
public record RpcRequest(RpcMethod<?, ?> method, CallContext context, MessageStream messages) {

  /** Refuses nulls. */
  public RpcRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(messages, "messages");
  }

  /** The request headers. */
  public Metadata metadata() {
    return context.metadata();
  }

  /** This call with other facts. */
  public RpcRequest withContext(CallContext newContext) {
    return new RpcRequest(method, newContext, messages);
  }

  /** This call with other request headers. */
  public RpcRequest withMetadata(Metadata metadata) {
    return withContext(context.withMetadata(metadata));
  }

  /** This call with other messages. */
  public RpcRequest withMessages(MessageStream newMessages) {
    return new RpcRequest(method, context, newMessages);
  }

  /**
   * Runs a hook once, on the call's context, when the call has ended: the only end-of-call hook,
   * also of calls that never get a response.
   */
  public void whenEnded(Handler<Outcome> hook) {
    context.whenEnded(hook);
  }
}
