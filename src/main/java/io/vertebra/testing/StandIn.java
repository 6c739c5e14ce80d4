package io.vertebra.testing;

import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;

/** A module that serves one binding. */
record StandIn(ServiceBinding binding) implements ServiceModule {

  @Override
  public String name() {
    return binding.service();
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture(List.of(binding));
  }
}
