package io.vertebra.platform;

import io.vertebra.server.ServiceBinding;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A service module on an event loop of its own. */
final class ModuleVerticle extends VerticleBase {

  private final ServiceModule module;
  private final ModuleContext given;
  private List<ServiceBinding> bindings = List.of();
  private boolean started;

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

  /** The deployment it runs in; empty unless it has started. */
  Optional<String> deployment() {
    return started ? Optional.of(context).map(Context::deploymentID) : Optional.empty();
  }

  /** Lets it end the calls that would go on for ever. */
  Future<Void> drain() {
    return started
        ? Future.future(
            done ->
                context.runOnContext(
                    ignored -> {
                      module.drain();
                      done.complete();
                    }))
        : Future.succeededFuture();
  }

  @Override
  public Future<?> start() {
    Future<List<ServiceBinding>> starting;
    try {
      starting = module.start(given);
    } catch (ExceptionInInitializerError broken) {
      throw new IllegalStateException(title() + broken.getCause().getMessage(), broken);
    }
    return starting == null ? Future.failedFuture(nothing()) : starting.map(this::started);
  }

  private Void started(List<ServiceBinding> served) {
    if (served == null || served.stream().anyMatch(Objects::isNull)) {
      throw nothing();
    }
    bindings = List.copyOf(served);
    started = true;
    return null;
  }

  private IllegalStateException nothing() {
    return new IllegalStateException(
        title() + "start returned null (expected: a future of its bindings)");
  }

  private String title() {
    return "service module " + name() + ": ";
  }

  @Override
  public Future<?> stop() {
    return module.stop();
  }
}
