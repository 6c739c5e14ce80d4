package io.vertebra.payment;

import io.vertebra.platform.ModuleContext;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/**
 * The databases that are open in this process: services configured alike share one pool.
 *
 * <p>Safe for use from any thread; opening and closing block.
 */
public final class Databases implements AutoCloseable {

  private final Map<DatabaseConfig, Database> open = new HashMap<>();

  private Databases() {}

  /**
   * The database of a service, open, and one of its conditions of readiness.
   *
   * @return fails with the reason when it cannot be opened
   */
  public static Future<Database> open(ModuleContext context, DatabaseConfig config) {
    DatabaseConfig complete = config.in(context.dataDir());
    return context
        .blocking()
        .run(() -> context.shared(Databases.class, Databases::new).acquire(complete))
        .onSuccess(
            database ->
                context.readiness("database", () -> context.blocking().run(database::isReachable)));
  }

  /** Closes all of them. */
  @Override
  public synchronized void close() {
    open.values().forEach(Database::close);
    open.clear();
  }

  private synchronized Database acquire(DatabaseConfig config) {
    return open.computeIfAbsent(config, Database::open);
  }
}
