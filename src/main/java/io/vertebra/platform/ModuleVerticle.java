package io.vertebra.platform;

import io.vertebra.server.ServiceBinding;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Optional;

/** A service module on an event loop of its own. */
final class ModuleVerticle extends VerticleBase {

  private final ServiceModule module;
  private final ModuleContext given;
  private List<ServiceBinding> bindings = List.of();

  ModuleVerticle(ServiceModule module, ModuleContext given) {
    this.module = module;
    this.given = given;
  }

  String name() {
    return module.name();
  }

  /** What the module serves; empty before it has started. */
  List<ServiceBinding> bindings() {
    return bindings;
  }

  /** The deployment it runs in; empty before it has started. */
  Optional<String> deployment() {
    return Optional.ofNullable(context).map(Context::deploymentID);
  }

  @Override
  public Future<?> start() {
    return module.start(given).onSuccess(started -> bindings = List.copyOf(started));
  }

  @Override
  public Future<?> stop() {
    return module.stop();
  }
}
