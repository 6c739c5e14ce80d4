package io.vertebra.payment.account;

import io.vertebra.payment.Database;
import io.vertebra.payment.Databases;
import io.vertebra.payment.Ids;
import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The service {@code payment.account.v1.Account}. */
public final class AccountModule implements ServiceModule {

  @Override
  public String name() {
    return "account";
  }

  @Override
  public Optional<Class<? extends Record>> configType() {
    return Optional.of(AccountConfig.class);
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture(context)
        .map(self -> self.config().bind(AccountConfig.class))
        .compose(config -> Databases.open(context, config.database()))
        .map(database -> List.of(binding(context, database)));
  }

  private static ServiceBinding binding(ModuleContext context, Database database) {
    Ids ids = new Ids(context.time(), context.random());
    Ledger ledger = new Ledger(database, ids, context.time());
    return new AccountEndpoint(ledger, context.blocking()).binding();
  }
}
