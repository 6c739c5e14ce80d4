package io.vertebra.payment.risk;

import io.vertebra.payment.Database;
import io.vertebra.payment.Databases;
import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The service {@code payment.risk.v1.Risk}. */
public final class RiskModule implements ServiceModule {

  @Override
  public String name() {
    return "risk";
  }

  @Override
  public Optional<Class<? extends Record>> configType() {
    return Optional.of(RiskConfig.class);
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture(context)
        .map(self -> self.config().bind(RiskConfig.class))
        .compose(
            config ->
                Databases.open(context, config.database())
                    .map(database -> List.of(binding(context, database, config.policy()))));
  }

  private static ServiceBinding binding(
      ModuleContext context, Database database, RiskPolicy policy) {
    RiskDesk desk = new RiskDesk(database, () -> policy, context.time());
    return new RiskEndpoint(desk, context.blocking()).binding();
  }
}
