package io.vertebra.payment.settlement;

import io.vertebra.payment.Database;
import io.vertebra.payment.Databases;
import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The service {@code payment.settlement.v1.Settlement}, which also clears each day by itself. */
public final class SettlementModule implements ServiceModule {

  private Clearing clearing;
  private AutoClear autoClear;

  @Override
  public String name() {
    return "settlement";
  }

  @Override
  public Optional<Class<? extends Record>> configType() {
    return Optional.of(SettlementConfig.class);
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture(context)
        .map(self -> self.config().bind(SettlementConfig.class))
        .compose(
            config ->
                Databases.open(context, config.database())
                    .map(database -> List.of(start(context, config, database))));
  }

  /** A clearing may be long, and goes on as well when it is called for again. */
  @Override
  public void drain() {
    if (clearing != null) {
      clearing.stop();
    }
    if (autoClear != null) {
      autoClear.stop();
    }
  }

  @Override
  public Future<Void> stop() {
    drain();
    return autoClear == null ? Future.succeededFuture() : autoClear.ended();
  }

  private ServiceBinding start(ModuleContext context, SettlementConfig config, Database database) {
    Settlements settlements = new Settlements(database, context.time(), config.lookBack());
    clearing = new Clearing(settlements, context.channel(), context.blocking(), config);
    if (config.autoClear()) {
      autoClear = new AutoClear(clearing, context.time(), config);
      autoClear.start();
    }
    return new SettlementEndpoint(settlements, clearing, context.blocking()).binding();
  }
}
