package io.vertebra.payment.quote;

import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The service {@code payment.quote.v1.Quotes}. */
public final class QuoteModule implements ServiceModule {

  private Market market;

  @Override
  public String name() {
    return "quote";
  }

  @Override
  public Optional<Class<? extends Record>> configType() {
    return Optional.of(QuoteConfig.class);
  }

  @Override
  public Future<List<ServiceBinding>> start(ModuleContext context) {
    return Future.succeededFuture(context)
        .map(self -> self.config().bind(QuoteConfig.class))
        .map(
            config -> {
              market = new Market(config, context.time());
              market.start();
              return List.of(new QuotesEndpoint(market, context.time()).binding());
            });
  }

  @Override
  public void drain() {
    market.drain();
  }

  @Override
  public Future<Void> stop() {
    if (market != null) {
      market.stop();
    }
    return Future.succeededFuture();
  }

  /** The market, once started. */
  Market market() {
    return market;
  }
}
