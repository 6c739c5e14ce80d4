package io.vertebra.loadbalance;

import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.ServiceSnapshot;
import io.vertebra.rpc.RpcRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes the instances in turn, whatever becomes of the calls. */
public final class RoundRobin implements Balancer {

  private final AtomicInteger turn;

  /**
   * Starts somewhere, so that many callers do not all begin with the same instance.
   *
   * @param start any number
   */
  public RoundRobin(int start) {
    this.turn = new AtomicInteger(start);
  }

  @Override
  public Optional<Pick> pick(ServiceSnapshot snapshot, RpcRequest request) {
    List<ServiceInstance> instances = snapshot.instances();
    if (instances.isEmpty()) {
      return Optional.empty();
    }
    // Unsigned, so that the turn goes on evenly past 2^31.
    int index = Integer.remainderUnsigned(turn.getAndIncrement(), instances.size());
    return Optional.of(new Pick(instances.get(index), outcome -> {}));
  }
}
