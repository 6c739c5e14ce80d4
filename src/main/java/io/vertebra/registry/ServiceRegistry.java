package io.vertebra.registry;

import io.vertx.core.Future;
import io.vertx.core.Handler;

/**
 * Registers instances and tells who serves a service.
 *
 * <p>Safe for use from any thread.
 */
public interface ServiceRegistry {

  /** An instance that is registered. */
  interface Registration {

    /** Takes the instance away again; once is enough. */
    Future<Void> revoke();
  }

  /** Something that was asked for until it is closed. */
  interface Subscription {

    /** Ends it. */
    void close();
  }

  /**
   * Registers an instance, in place of one with the same service and id.
   *
   * @return the registration once others can see it
   */
  Future<Registration> register(ServiceInstance instance);

  /**
   * The present instances of a service, from memory, never blocking.
   *
   * @param service the gRPC service's full name
   */
  ServiceSnapshot snapshot(String service);

  /**
   * Hands over the present snapshot and then each new one, in order, until closed.
   *
   * @param handler called on the thread that made the change; must not block
   */
  Subscription watch(String service, Handler<ServiceSnapshot> handler);
}
