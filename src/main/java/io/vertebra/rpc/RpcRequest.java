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
 * @param compression of what this side sends
 */
public record RpcRequest(
    RpcMethod<?, ?> method,
    CallContext context,
    MessageStream messages,
    CallCompression compression) {

  /** Refuses nulls. */
  public RpcRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(messages, "messages");
    Objects.requireNonNull(compression, "compression");
  }

  /** A call without compression. */
  public RpcRequest(RpcMethod<?, ?> method, CallContext context, MessageStream messages) {
    this(method, context, messages, CallCompression.none());
  }

  /** The request headers. */
  public Metadata metadata() {
    return context.metadata();
  }

  /** This call with other facts. */
  public RpcRequest withContext(CallContext newContext) {
    return new RpcRequest(method, newContext, messages, compression);
  }

  /** This call with other request headers. */
  public RpcRequest withMetadata(Metadata metadata) {
    return withContext(context.withMetadata(metadata));
  }

  /** This call with other messages. */
  public RpcRequest withMessages(MessageStream newMessages) {
    return new RpcRequest(method, context, newMessages, compression);
  }

  /**
   * Runs a hook once, on the call's context, when the call has ended: the only end-of-call hook,
   * also of calls that never get a response.
   */
  public void whenEnded(Handler<Outcome> hook) {
    context.whenEnded(hook);
  }
}
