package io.vertebra.server.health;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was known of this server's readiness at one moment.
 *
 * @param ready whether the server as a whole can be sent calls: it was evaluated, every check was
 *     good, and it is not draining
 * @param draining why it wants no more calls; empty when it does not drain
 * @param checks what each check found, by name; empty before the first evaluation
 * @param services whether each service can be sent calls, by full name
 */
public record HealthReport(
    boolean ready,
    String draining,
    SortedMap<String, CheckState> checks,
    SortedMap<String, Boolean> services) {

  /** What a check found. Why it failed is in the log, which strangers do not read. */
  public enum CheckState {
    /** It answered yes. */
    UP,
    /** It answered no. */
    NOT_READY,
    /** It failed. */
    FAILED,
    /** It did not answer in time. */
    TIMED_OUT
  }

  /** Takes its own copies. */
  public HealthReport {
    checks = Collections.unmodifiableSortedMap(new TreeMap<>(checks));
    services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
  }

  /** This report as the admin port shows it. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("status", word(ready));
    if (!draining.isEmpty()) {
      json.put("draining", draining);
    }
    JsonArray checksJson = new JsonArray();
    checks.forEach(
        (name, state) ->
            checksJson.add(new JsonObject().put("name", name).put("status", state.name())));
    JsonObject servicesJson = new JsonObject();
    services.forEach((name, serving) -> servicesJson.put(name, word(serving)));
    return json.put("checks", checksJson).put("services", servicesJson);
  }

  private static String word(boolean serving) {
    return serving ? "SERVING" : "NOT_SERVING";
  }
}
