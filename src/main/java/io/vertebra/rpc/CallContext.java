package io.vertebra.rpc;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The facts of a call, and a one-way cancel.
 *
 * <p>Facts are immutable: {@code with...} gives a changed copy that shares the call's end. {@link
 * #current()} follows the Vert.x context, through timers, virtual threads and workers, so that a
 * call made in a handler inherits deadline, cancellation and propagated metadata.
 */
public final class CallContext {

  /** What {@link #current()} gives outside of any call: no deadline, no peer, never ended. */
  public static final CallContext NONE =
      new CallContext(null, Metadata.EMPTY, Metadata.EMPTY, null, "", null, Map.of());

  /**
   * Names a fact that an interceptor adds for those after it.
   *
   * @param <T> the fact's type
   */
  public static final class Key<T> {
    private final String name;

    /** A key equal to no other, whatever its name. */
    public Key(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final CallLifecycle lifecycle;
  private final Metadata metadata;
  private final Metadata propagated;
  private final Deadline deadline;
  private final String peer;
  private final String identity;
  private final Map<Key<?>, Object> attributes;

  private CallContext(
      CallLifecycle lifecycle,
      Metadata metadata,
      Metadata propagated,
      Deadline deadline,
      String peer,
      String identity,
      Map<Key<?>, Object> attributes) {
    this.lifecycle = lifecycle;
    this.metadata = Objects.requireNonNull(metadata, "metadata");
    this.propagated = Objects.requireNonNull(propagated, "propagated");
    this.deadline = deadline;
    this.peer = Objects.requireNonNull(peer, "peer");
    this.identity = identity;
    this.attributes = attributes;
  }

  /**
   * The facts of a call that begins.
   *
   * @param peer the other side's address, {@code host:port}, or {@code local}
   */
  public static CallContext of(CallLifecycle lifecycle, Metadata metadata, String peer) {
    Objects.requireNonNull(lifecycle, "lifecycle");
    return new CallContext(lifecycle, metadata, Metadata.EMPTY, null, peer, null, Map.of());
  }

  /** The call being served on the current Vert.x context; {@link #NONE} when there is none. */
  public static CallContext current() {
    Context context = Vertx.currentContext();
    CallContext current = context == null ? null : CallContextStorage.LOCAL.get(context);
    return current == null ? NONE : current;
  }

  /**
   * Makes this call the current one of a Vert.x context.
   *
   * @param context a duplicated context, which belongs to one call only
   * @throws IllegalArgumentException when it is shared by several calls
   */
  public void attachTo(Context context) {
    if (!((ContextInternal) context).isDuplicate()) {
      throw new IllegalArgumentException("context: " + context + " (expected: a duplicated one)");
    }
    CallContextStorage.LOCAL.put(context, this);
  }

  /** The request headers of the call. */
  public Metadata metadata() {
    return metadata;
  }

  /** What calls made for this one send along as well. */
  public Metadata propagated() {
    return propagated;
  }

  /** When the caller stops waiting. */
  public Optional<Deadline> deadline() {
    return Optional.ofNullable(deadline);
  }

  /** The other side's address; empty outside of a call. */
  public String peer() {
    return peer;
  }

  /** Who calls, as authentication found; empty when it did not. */
  public Optional<String> identity() {
    return Optional.ofNullable(identity);
  }

  /** A fact that an interceptor added; null when none did. */
  @SuppressWarnings("unchecked")
  public <T> T attribute(Key<T> key) {
    return (T) attributes.get(key);
  }

  /**
   * The call's one value under a key, the same for all copies of these facts: how a step that saw
   * the call begin, and sees it end, knows what was learned on the way.
   *
   * @param create makes it when it is asked for first; quick, and asks for no other one
   */
  public <T> T shared(Key<T> key, Supplier<T> create) {
    return lifecycle == null ? create.get() : lifecycle.shared(key, create);
  }

  /** These facts with other request headers. */
  public CallContext withMetadata(Metadata newMetadata) {
    return new CallContext(
        lifecycle, newMetadata, propagated, deadline, peer, identity, attributes);
  }

  /** These facts with other metadata for the calls made for this one. */
  public CallContext withPropagated(Metadata newPropagated) {
    return new CallContext(
        lifecycle, metadata, newPropagated, deadline, peer, identity, attributes);
  }

  /** These facts with a deadline, or with none when it is null. It is armed by the call's root. */
  public CallContext withDeadline(Deadline newDeadline) {
    return new CallContext(
        lifecycle, metadata, propagated, newDeadline, peer, identity, attributes);
  }

  /** These facts with the name of who calls. */
  public CallContext withIdentity(String newIdentity) {
    return new CallContext(
        lifecycle, metadata, propagated, deadline, peer, newIdentity, attributes);
  }

  /** These facts for one attempt of the call, which ends by itself or with the call. */
  public CallContext forAttempt(CallLifecycle attempt) {
    return new CallContext(attempt, metadata, propagated, deadline, peer, identity, attributes);
  }

  /** These facts with the other side's address. */
  public CallContext withPeer(String newPeer) {
    return new CallContext(
        lifecycle, metadata, propagated, deadline, newPeer, identity, attributes);
  }

  /** These facts and one more. */
  public <T> CallContext with(Key<T> key, T value) {
    Map<Key<?>, Object> more = new HashMap<>(attributes);
    more.put(key, value);
    return new CallContext(lifecycle, metadata, propagated, deadline, peer, identity, more);
  }

  /**
   * A failure as the caller's side has it: a server may see the deadline of a call pass just before
   * this side does.
   */
  public RpcException judged(RpcException failure) {
    boolean late = failure.code() == RpcCode.DEADLINE_EXCEEDED && deadline != null;
    return late ? failure.asTimedOut() : failure;
  }

  /** How long ago the call started; zero outside of a call. */
  public Duration elapsed() {
    return lifecycle == null ? Duration.ZERO : lifecycle.elapsed();
  }

  /** Whether the call has ended, for whatever reason. Never true outside of a call. */
  public boolean isEnded() {
    return lifecycle != null && lifecycle.isEnded();
  }

  /**
   * Runs a hook once on the call's context when the call has ended. Outside of a call it never
   * runs.
   */
  public void whenEnded(Handler<Outcome> hook) {
    if (lifecycle != null) {
      lifecycle.whenEnded(hook);
    }
  }

  /**
   * Cancels the call and all calls made for it.
   *
   * @param reason goes to the peer's log; nothing secret
   * @return true when this ended it, false when it had ended before or there is no call
   */
  public boolean cancel(String reason) {
    return lifecycle != null && lifecycle.cancel(reason);
  }

  /**
   * The Vert.x context on which the call runs.
   *
   * @throws IllegalStateException outside of a call
   */
  public ContextInternal vertxContext() {
    if (lifecycle == null) {
      throw new IllegalStateException("no call is current");
    }
    return lifecycle.context();
  }

  CallLifecycle lifecycle() {
    return lifecycle;
  }
}
