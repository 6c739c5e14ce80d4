package io.vertebra.proof.drain;

import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.scenario.EchoServer;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;

/** What the nodes of the experiment serve. */
public final class EchoModule implements ServiceModule {

  static final String NAME = "echo";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture(List.of(new EchoServer(context.vertx()).binding()));
  }
}
