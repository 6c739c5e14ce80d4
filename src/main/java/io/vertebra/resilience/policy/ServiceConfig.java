package io.vertebra.resilience.policy;

import io.vertebra.rpc.RpcMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What takes the place of contracts' policies while a system runs: gRPC's service config, which is
 * JSON, with some keys of our own.
 *
 * <p>Immutable. Takes what is written for grpc-go or grpc-java as it is.
 *
 * <pre>{@code
 * { "methodConfig": [ {
 *     "name": [ {"service": "payment.account.v1.Account", "method": "Balance"} ],
 *     "timeout": "1.5s",
 *     "retryPolicy": {
 *       "maxAttempts": 3, "initialBackoff": "0.01s", "maxBackoff": "0.3s",
 *       "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]
 *     } } ] }
 * }</pre>
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/service_config.md">Service config</a>
 */
public final class ServiceConfig {

  /** Takes the place of nothing. */
  public static final ServiceConfig EMPTY = new ServiceConfig(Map.of(), RetryThrottling.DEFAULT);

  private static final Set<String> KEYS =
      Set.of(
          "methodConfig",
          "retryThrottling",
          "loadBalancingPolicy",
          "loadBalancingConfig",
          "healthCheckConfig");
  private static final Set<String> THROTTLING = Set.of("maxTokens", "tokenRatio");
  private static final String ALL = "";

  private final Map<String, MethodConfig> byName;
  private final RetryThrottling retryThrottling;

  private ServiceConfig(Map<String, MethodConfig> byName, RetryThrottling retryThrottling) {
    this.byName = byName;
    this.retryThrottling = retryThrottling;
  }

  /**
   * Reads JSON.
   *
   * @throws IllegalArgumentException when it is none, has keys that nobody knows, or values that
   *     make no sense: {@code methodConfig[0].retryPolicy.maxAttempts: 0 (expected: 2..5)}
   */
  public static ServiceConfig parse(String json) {
    JsonSection top = JsonSection.of("", decoded(json), KEYS);
    Map<String, MethodConfig> byName = new LinkedHashMap<>();
    for (JsonSection entry : top.sections("methodConfig", MethodConfigReader.KEYS)) {
      MethodConfig config = new MethodConfigReader(entry).read();
      for (String name : config.names()) {
        MethodConfig earlier = byName.putIfAbsent(name, config);
        if (earlier != null) {
          throw JsonSection.refused(
              entry.pathOf("name"),
              name.isEmpty() ? "all methods" : name,
              "a name that is not in " + earlier.path() + " already");
        }
      }
    }
    return new ServiceConfig(
        byName,
        top.section("retryThrottling", THROTTLING)
            .map(ServiceConfig::throttling)
            .orElse(RetryThrottling.DEFAULT));
  }

  private static Object decoded(String json) {
    try {
      Object decoded = Json.decodeValue(json);
      return plain(decoded);
    } catch (DecodeException e) {
      throw new IllegalArgumentException(
          "service config: " + e.getMessage() + " (expected: JSON)", e);
    }
  }

  private static Object plain(Object json) {
    if (json instanceof JsonObject object) {
      return object.getMap();
    }
    return json instanceof JsonArray array ? array.getList() : json;
  }

  private static RetryThrottling throttling(JsonSection json) {
    double max = json.number("maxTokens").orElse(RetryThrottling.DEFAULT.maxTokens());
    double ratio = json.number("tokenRatio").orElse(RetryThrottling.DEFAULT.tokenRatio());
    return json.make(Map.of(), () -> new RetryThrottling(max, ratio));
  }

  /**
   * This, once it is known that no method is named for retry or hedging whose contract does not
   * promise that calls may be repeated. What is for a whole service or for all just does not hold
   * for such methods.
   *
   * @param methods those that are known; names of others are not checked
   * @throws IllegalArgumentException when one is named, and {@code allowNonIdempotent} is not true
   */
  public ServiceConfig checkedAgainst(Collection<? extends RpcMethod<?, ?>> methods) {
    for (RpcMethod<?, ?> method : methods) {
      MethodConfig named = byName.get(method.fullName());
      if (named != null) {
        named.check(method);
      }
    }
    return this;
  }

  /**
   * What holds for a method. Of the entries with its name, with that of its service, and with none,
   * only the first counts.
   *
   * @param contract what its contract states
   */
  public MethodResilience over(MethodResilience contract, RpcMethod<?, ?> method) {
    for (String name : List.of(method.fullName(), method.service(), ALL)) {
      MethodConfig config = byName.get(name);
      if (config != null) {
        return config.over(contract, method);
      }
    }
    return contract;
  }

  /** How many failures in a row end retries and hedging for a while. */
  public RetryThrottling retryThrottling() {
    return retryThrottling;
  }

  /** For people: how many names it has entries for. */
  @Override
  public String toString() {
    return "service config for "
        + byName.keySet().stream().map(n -> n.isEmpty() ? "all" : n).toList();
  }
}
