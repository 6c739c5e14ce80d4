package io.vertebra.rpc;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;

/**
 * Reserves the slot in every Vert.x context where its call is kept.
 *
 * <p>Vert.x finds it by ServiceLoader, because slots are to be reserved before the first Vertx is
 * built.
 */
public final class CallContextStorage implements VertxServiceProvider {

  static final ContextLocal<CallContext> LOCAL = ContextLocal.registerLocal(CallContext.class);

  @Override
  public void init(VertxBootstrap builder) {
    // Loading this class has reserved the slot.
  }
}
