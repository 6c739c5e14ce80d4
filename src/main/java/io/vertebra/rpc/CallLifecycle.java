package io.vertebra.rpc;

import io.vertebra.time.TimeSource;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The one terminal state of a call: the first of status, deadline, cancel and lost connection wins,
 * and nothing rewrites it.
 *
 * <p>Held by the root of a call only (a transport on the server, the channel on the client); others
 * see it through {@link CallContext}. Safe for use from any thread; hooks run on the call's Vert.x
 * context, before the method that ended the call returns when that is called there. The end of a
 * call ends the calls that were made for it.
 */
public final class CallLifecycle {

  private final ContextInternal context;
  private final TimeSource time;
  private final long startNanos;
  private final CallLifecycle parent;

  /* Guarded by this. */
  private Outcome outcome;
  private List<Handler<Outcome>> hooks;
  private Set<CallLifecycle> children;
  private TimeSource.Scheduled timer;
  private Map<CallContext.Key<?>, Object> shared;

  private CallLifecycle(ContextInternal context, TimeSource time, CallLifecycle parent) {
    this.context = context;
    this.time = time;
    this.startNanos = time.nanos();
    this.parent = parent;
  }

  /** The life of a call that no other call made. */
  public static CallLifecycle root(ContextInternal context, TimeSource time) {
    return new CallLifecycle(context, time, null);
  }

  /**
   * The life of a call made for another: it is cancelled when the other ends.
   *
   * @param parent the other; outside of any call, {@link CallContext#NONE}
   */
  public static CallLifecycle childOf(
      CallContext parent, ContextInternal context, TimeSource time) {
    CallLifecycle life = new CallLifecycle(context, time, parent.lifecycle());
    if (life.parent != null) {
      life.parent.adopt(life);
    }
    return life;
  }

  /** The Vert.x context of the call. */
  public ContextInternal context() {
    return context;
  }

  /** How the call ended; null while it runs. */
  public synchronized Outcome outcome() {
    return outcome;
  }

  /** Whether the call has ended. */
  public boolean isEnded() {
    return outcome() != null;
  }

  /** How long ago the call started, whether it has ended or not. */
  Duration elapsed() {
    return Duration.ofNanos(time.nanos() - startNanos);
  }

  /** Ends the call when the deadline passes. At most one deadline per call. */
  public void arm(Deadline deadline) {
    TimeSource.Scheduled scheduled = time.schedule(deadline.remainingNanos(), this::expire);
    synchronized (this) {
      if (outcome == null) {
        timer = scheduled;
        return;
      }
    }
    scheduled.cancel();
  }

  /** Ends the call with status OK. */
  public boolean finish() {
    return end(Outcome.Kind.FINISHED, null);
  }

  /** Ends the call with a failure. */
  public boolean fail(RpcException failure) {
    return end(failure.kind(), failure);
  }

  /** Ends the call on behalf of whoever no longer wants it. */
  public boolean cancel(String reason) {
    return fail(RpcException.of(Outcome.Kind.CANCELLED, RpcCode.CANCELLED, reason, null));
  }

  /** Ends the call because its connection went away; {@code cause} may be null. */
  public boolean lose(Throwable cause) {
    return fail(
        RpcException.of(
            Outcome.Kind.CONNECTION_LOST,
            RpcCode.CANCELLED,
            "the connection of the call was lost",
            cause));
  }

  /** Ends the call because its deadline has passed. */
  public boolean expire() {
    return fail(
        RpcException.of(
            Outcome.Kind.TIMED_OUT,
            RpcCode.DEADLINE_EXCEEDED,
            "the deadline of the call has passed",
            null));
  }

  private boolean end(Outcome.Kind kind, RpcException failure) {
    Outcome ended;
    List<Handler<Outcome>> toRun;
    Set<CallLifecycle> toCancel;
    synchronized (this) {
      if (outcome != null) {
        return false;
      }
      ended = new Outcome(kind, failure, elapsed());
      outcome = ended;
      toRun = hooks;
      toCancel = children;
      hooks = null;
      children = null;
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }
    if (parent != null) {
      parent.release(this);
    }
    if (toCancel != null) {
      toCancel.forEach(child -> child.parentEnded(ended));
    }
    if (toRun != null) {
      toRun.forEach(hook -> context.emit(ended, hook));
    }
    return true;
  }

  /** Runs the hook once when the call has ended; at once when it has ended already. */
  public void whenEnded(Handler<Outcome> hook) {
    synchronized (this) {
      if (outcome == null) {
        if (hooks == null) {
          hooks = new ArrayList<>(4);
        }
        hooks.add(hook);
        return;
      }
    }
    context.emit(outcome, hook);
  }

  @SuppressWarnings("unchecked")
  synchronized <T> T shared(CallContext.Key<T> key, Supplier<T> create) {
    if (shared == null) {
      shared = new IdentityHashMap<>(4);
    }
    return (T) shared.computeIfAbsent(key, ignored -> create.get());
  }

  private void parentEnded(Outcome ended) {
    if (ended.kind() == Outcome.Kind.TIMED_OUT) {
      expire();
    } else {
      cancel("the call it was made for has ended");
    }
  }

  private void adopt(CallLifecycle child) {
    Outcome ended;
    synchronized (this) {
      ended = outcome;
      if (ended == null) {
        if (children == null) {
          children = Collections.newSetFromMap(new IdentityHashMap<>(4));
        }
        children.add(child);
      }
    }
    if (ended != null) {
      child.parentEnded(ended);
    }
  }

  private synchronized void release(CallLifecycle child) {
    if (children != null) {
      children.remove(child);
    }
  }
}
