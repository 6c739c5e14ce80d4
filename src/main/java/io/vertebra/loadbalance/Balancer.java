package io.vertebra.loadbalance;

import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.ServiceSnapshot;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcRequest;
import io.vertx.core.Handler;
import java.util.Objects;
import java.util.Optional;

/**
 * Chooses an instance for each call of one service.
 *
 * <p>Called from all event loops at once; never blocks.
 */
public interface Balancer {

  /**
   * An instance chosen for a call.
   *
   * @param instance where the call goes
   * @param done told the call's gRPC outcome, once
   */
  record Pick(ServiceInstance instance, Handler<Outcome> done) {

    /** Refuses nulls. */
    public Pick {
      Objects.requireNonNull(instance, "instance");
      Objects.requireNonNull(done, "done");
    }
  }

  /**
   * Chooses.
   *
   * @param snapshot the service's present instances
   * @return empty when there are none
   */
  Optional<Pick> pick(ServiceSnapshot snapshot, RpcRequest request);
}
