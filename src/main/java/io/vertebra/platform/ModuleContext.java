package io.vertebra.platform;

import io.vertebra.client.Channel;
import io.vertebra.config.ConfigNode;
import io.vertebra.resilience.breaker.Fallbacks;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What the platform gives a {@link ServiceModule}. */
public interface ModuleContext {

  /** The platform's Vert.x. */
  Vertx vertx();

  /** Calls other services, wherever they are served. */
  Channel channel();

  /** Where work that blocks goes. */
  BlockingWork blocking();

  /** The module's own part of the configuration, {@code modules.NAME}. */
  ConfigNode config();

  /**
   * What answers this node's callers in place of services that are not well, for methods whose
   * policy allows it; to be filled before the first call.
   */
  Fallbacks fallbacks();

  /** Where the module may keep files; shared by the modules of this process. Exists. */
  Path dataDir();

  /** The clock and scheduler. */
  TimeSource time();

  /** The source of randomness. */
  RandomGenerator random();

  /**
   * Adds a condition of readiness: while it does not hold, the server's health is NOT_SERVING.
   *
   * @param name unique within the module
   * @param check asked every few seconds; false or a failure means not ready
   */
  void readiness(String name, Supplier<Future<Boolean>> check);

  /**
   * Something that the modules of this process share, such as a pool of connections: made by
   * whoever asks first, closed after all modules have stopped. May block, so it is to be called
   * from {@link #blocking()}.
   *
   * @param type what identifies it
   */
  <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> create);
}
