package io.vertebra.platform;

import io.vertebra.client.ClientConfig;
import io.vertebra.config.Check;
import io.vertebra.config.ConfigNode;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertebra.resilience.ResilienceConfig;
import io.vertebra.server.ServerConfig;
import io.vertebra.server.health.HealthConfig;
import io.vertebra.telemetry.TelemetryConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The root of the configuration: the records of all packages that have one. */
public record PlatformConfig(
    @Doc("Where the process runs; chooses the file conf/<env>.yaml") @Default("dev")
        Environment env,
    @Doc("Names of the service modules to start; none means all") @Default("")
        List<String> services,
    @Doc("Directory for what the process keeps on disk; made when it is missing") @Default("data")
        Path dataDir,
    ServerConfig server,
    ClientConfig client,
    ResilienceConfig resilience,
    AdminConfig admin,
    HealthConfig health,
    BlockingConfig blocking,
    TelemetryConfig telemetry,
    @Doc("Settings of a service module, whose own documentation lists them")
        Map<String, ConfigNode> modules) {

  /**
   * @throws IllegalArgumentException when a service is named twice or not at all
   */
  public PlatformConfig {
    services = List.copyOf(services);
    boolean distinct = Set.copyOf(services).size() == services.size();
    Check.that(distinct, "services", services, "each name once");
    Check.that(services.stream().noneMatch(String::isBlank), "services", services, "no empty name");
  }

  /** The settings of a service module; an empty node when there are none. */
  public ConfigNode module(String name) {
    return modules.getOrDefault(name, ConfigNode.empty().at("modules." + name));
  }
}
