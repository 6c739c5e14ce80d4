package io.vertebra.resilience.retry;

import io.vertebra.rpc.CallContext;
import java.util.HashSet;
import java.util.Set;

/**
 * Where the attempts of one call went, so that the next goes elsewhere if it can.
 *
 * <p>Lives on the call's context.
 */
public final class TriedInstances {

  /** The fact of an attempt's context that holds them; none for calls of a single attempt. */
  public static final CallContext.Key<TriedInstances> KEY = new CallContext.Key<>("tried");

  private final Set<String> ids = new HashSet<>(4);

  /** Adds one. */
  public void add(String instanceId) {
    ids.add(instanceId);
  }

  /** Whether an attempt went there. */
  public boolean contains(String instanceId) {
    return ids.contains(instanceId);
  }

  /** Whether there was no attempt yet. */
  public boolean isEmpty() {
    return ids.isEmpty();
  }
}
