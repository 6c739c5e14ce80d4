package io.vertebra.payment.payment;

import io.vertebra.payment.Database;
import io.vertebra.payment.Databases;
import io.vertebra.payment.Ids;
import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The service {@code payment.v1.Payment}, and the recovery of payments that a crash left open. */
public final class PaymentModule implements ServiceModule {

  private Recovery recovery;

  @Override
  public String name() {
    return "payment";
  }

  @Override
  public Optional<Class<? extends Record>> configType() {
    return Optional.of(PaymentConfig.class);
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture(context)
        .map(self -> self.config().bind(PaymentConfig.class))
        .compose(
            config ->
                Databases.open(context, config.database())
                    .compose(database -> start(context, config, database)));
  }

  @Override
  public Future<Void> stop() {
    return recovery == null ? Future.succeededFuture() : recovery.stop();
  }

  private Future<List<ServiceBinding>> start(
      ModuleContext context, PaymentConfig config, Database database) {
    PaymentStore store = new PaymentStore(database, context.time());
    SagaSteps steps = new SagaSteps(context.channel(), config, context.time());
    Saga saga = new Saga(store, steps, context.blocking(), config.lease());
    Ids ids = new Ids(context.time(), context.random());
    Payments payments = new Payments(store, saga, context.blocking(), ids, context.time(), config);
    recovery = new Recovery(store, saga, context.blocking(), context.time(), config);
    return freed(context, config, store)
        .onSuccess(done -> recovery.start())
        .map(done -> List.of(new PaymentEndpoint(payments).binding()));
  }

  /** Whoever drove payments in a database that only this process can open is gone. */
  private static Future<Void> freed(
      ModuleContext context, PaymentConfig config, PaymentStore store) {
    if (!config.database().in(context.dataDir()).isEmbedded()) {
      return Future.succeededFuture();
    }
    return context
        .blocking()
        .run(
            () -> {
              store.disown();
              return null;
            });
  }
}
