package io.vertebra.platform;

import io.vertebra.client.Channel;
import io.vertebra.config.ConfigNode;
import io.vertebra.resilience.breaker.Fallbacks;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What one module of a {@link Platform} is given. */
record NodeContext(Platform platform, String module) implements ModuleContext {

  private static final SecureRandom RANDOM = new SecureRandom();

  @Override
  public Vertx vertx() {
    return platform.vertx();
  }

  @Override
  public Channel channel() {
    return platform.channel();
  }

  @Override
  public BlockingWork blocking() {
    return platform.blocking();
  }

  @Override
  public ConfigNode config() {
    return platform.config().module(module);
  }

  @Override
  public Fallbacks fallbacks() {
    return platform.resilience().fallbacks();
  }

  @Override
  public Path dataDir() {
    return platform.config().dataDir();
  }

  @Override
  public TimeSource time() {
    return platform.time();
  }

  @Override
  public RandomGenerator random() {
    return RANDOM;
  }

  @Override
  public void readiness(String name, Supplier<Future<Boolean>> check) {
    platform.health().check(module + "/" + name, check);
  }

  @Override
  public <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> create) {
    return platform.shared().get(type, create);
  }
}
