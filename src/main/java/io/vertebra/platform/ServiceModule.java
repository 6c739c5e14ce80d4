package io.vertebra.platform;

import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * A part of a platform that serves one or more services: what a team writes.
 *
 * <p>Found by {@link java.util.ServiceLoader}, so a jar on the class path adds its services: those
 * whose class a line of its {@code META-INF/services/io.vertebra.platform.ServiceModule} names.
 * Each module runs as a verticle of its own: {@link #start}, {@link #drain} and {@link #stop} are
 * called once, on its event loop; the functions of its bindings are called from all event loops of
 * the server.
 */
public interface ServiceModule {

  /**
   * The module's name in {@code --services} and under {@code modules} in the configuration:
   * letters, digits and hyphens.
   */
  String name();

  /**
   * The record that the module binds its part of the configuration to. Given here, it is checked
   * before anything starts, {@code config print} shows it, and environment variables reach its
   * keys.
   */
  default Optional<Class<? extends Record>> configType() {
    return Optional.empty();
  }

  /**
   * Starts the module.
   *
   * <p>Other services may not be up yet, and must not be waited for: calls to them fail with
   * UNAVAILABLE until they are.
   *
   * @return the services it serves; a failure stops the start of the platform
   */
  Future<List<ServiceBinding>> start(ModuleContext context);

  /**
   * The platform begins to stop: ends the calls that would go on for ever, with UNAVAILABLE, so
   * that their callers look for them elsewhere. All other calls are waited for, {@code
   * server.drainTimeout} at most.
   */
  default void drain() {}

  /** Stops the module, once no call of its services runs any more. */
  default Future<Void> stop() {
    return Future.succeededFuture();
  }
}
