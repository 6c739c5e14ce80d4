package io.vertebra.payment.order;

import io.vertebra.payment.Database;
import io.vertebra.payment.Databases;
import io.vertebra.payment.Ids;
import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The service {@code payment.order.v1.Order}. */
public final class OrderModule implements ServiceModule {

  @Override
  public String name() {
    return "order";
  }

  @Override
  public Optional<Class<? extends Record>> configType() {
    return Optional.of(OrderConfig.class);
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture(context)
        .map(self -> self.config().bind(OrderConfig.class))
        .compose(config -> Databases.open(context, config.database()))
        .map(database -> List.of(binding(context, database)));
  }

  private static ServiceBinding binding(ModuleContext context, Database database) {
    Ids ids = new Ids(context.time(), context.random());
    Orders orders = new Orders(database, ids, context.time());
    return new OrderEndpoint(orders, context.blocking()).binding();
  }
}
