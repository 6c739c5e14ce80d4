package com.example.greeting;

import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;

public final class GreetingModule implements ServiceModule {
  @Override
  public String name() {
    return "greeting";
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture(List.of(new Greetings().binding()));
  }
}
