package io.vertebra.payment;

import java.util.HashMap;
import java.util.Map;

/**
 * The databases that are open in this process: services configured alike share one pool.
 *
 * <p>Safe for use from any thread; opening and closing block.
 */
public final class Databases {

  private static final class Open {
    private final Database database;
    private int users;

    private Open(Database database) {
      this.database = database;
    }
  }

  private final Map<DatabaseConfig, Open> open = new HashMap<>();

  /**
   * The database of a configuration, opened when nobody uses it yet.
   *
   * @throws IllegalStateException when it cannot be opened
   */
  public synchronized Database acquire(DatabaseConfig config) {
    Open entry = open.get(config);
    if (entry == null) {
      entry = new Open(Database.open(config));
      open.put(config, entry);
    }
    entry.users++;
    return entry.database;
  }

  /** Gives back what {@link #acquire} gave; the last one closes it. */
  public synchronized void release(DatabaseConfig config) {
    Open entry = open.get(config);
    if (entry != null && --entry.users == 0) {
      open.remove(config);
      entry.database.close();
    }
  }
}
