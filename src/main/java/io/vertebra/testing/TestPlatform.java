package io.vertebra.testing;

import io.vertebra.client.Channel;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.config.Check;
import io.vertebra.config.Layers;
import io.vertebra.platform.Platform;
import io.vertebra.platform.PlatformConfig;
import io.vertebra.platform.ServiceModule;
import io.vertebra.server.ServiceBinding;
import io.vertebra.telemetry.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A platform that runs within a test: the modules under test behind their whole call path, with
 * free ports of loopback and a data directory of its own.
 *
 * <pre>{@code
 * try (TestPlatform platform = TestPlatform.start(new GreetingModule())) {
 *   GreetingClient greeting = new GreetingClient(platform.channel());
 *   assertEquals("Hello, Ada", greeting.greet(ada).await().getText());
 * }
 * }</pre>
 *
 * <p>Starting and closing block, and are for a thread that is none of Vert.x's, as a test's is.
 * {@code await} throws what a call fails with: an {@link io.vertebra.rpc.RpcException}.
 */
public final class TestPlatform implements AutoCloseable {

  /** Starting and stopping take a fraction of a second each; more means that something hangs. */
  private static final long PATIENCE_SECONDS = 60;

  private static final String HOST = "127.0.0.1";

  private final Vertx vertx;
  private final Platform platform;
  private final Http2Transport http2;
  private final TemporaryDirectory data;

  private TestPlatform(Builder builder, TemporaryDirectory data, PlatformConfig config) {
    this.data = data;
    this.vertx = Vertx.vertx();
    this.platform = Platform.of(vertx, Metrics.create(), config, builder.modules);
    this.http2 = new Http2Transport(vertx, config.client());
  }

  /** Starts a platform of these modules, which runs until it is closed. */
  public static TestPlatform start(ServiceModule... modules) {
    Builder builder = builder();
    List.of(modules).forEach(builder::module);
    return builder.start();
  }

  /** Starts the description of a platform. */
  public static Builder builder() {
    return new Builder();
  }

  /** Calls the services as one of them calls another: through every interceptor, by no socket. */
  public Channel channel() {
    return platform.channel();
  }

  /** Calls the services as another process does: over HTTP/2. */
  public Channel remoteChannel() {
    return Channel.builder(vertx, http2.to(HOST, platform.port())).build();
  }

  /** The port of 127.0.0.1 that serves gRPC. */
  public int port() {
    return platform.port();
  }

  /** Stops the platform as a process stops, and deletes its data directory. */
  @Override
  public void close() {
    try {
      finish(http2.close().eventually(platform::stop), "stop");
    } finally {
      data.delete();
    }
  }

  private static void finish(Future<?> future, String what) {
    try {
      future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException hanging) {
      throw new IllegalStateException(
          what + ": not done after " + PATIENCE_SECONDS + " s (expected: sooner)", hanging);
    }
  }

  /** Describes a platform. For one thread. */
  public static final class Builder {

    private final List<ServiceModule> modules = new ArrayList<>();
    private final List<Setting> settings = new ArrayList<>();

    private record Setting(String path, String value) {}

    private Builder() {}

    /** Adds a module under test. */
    public Builder module(ServiceModule module) {
      modules.add(Objects.requireNonNull(module, "module"));
      return this;
    }

    /** Adds a service that stands for one that the modules under test call. */
    public Builder serve(ServiceBinding binding) {
      return module(new StandIn(binding));
    }

    /**
     * Sets a key of the configuration, all others of which have their defaults.
     *
     * @param path such as {@code modules.greeting.salutation}
     * @param value as on the command line
     */
    public Builder set(String path, String value) {
      settings.add(new Setting(path, value));
      return this;
    }

    /**
     * Starts it.
     *
     * @throws io.vertebra.config.ConfigException when a setting is refused
     */
    public TestPlatform start() {
      TestPlatform platform = make();
      try {
        finish(platform.platform.start(), "start");
        return platform;
      } catch (Throwable failed) {
        // It may be a checked one: await throws whatever the future failed with.
        platform.close();
        throw failed;
      }
    }

    private TestPlatform make() {
      TemporaryDirectory data = TemporaryDirectory.create();
      try {
        return new TestPlatform(this, data, config(data.path()));
      } catch (RuntimeException refused) {
        data.delete();
        throw refused;
      }
    }

    private PlatformConfig config(Path data) {
      Layers<PlatformConfig> layers = Layers.of(PlatformConfig.class);
      for (ServiceModule module : modules) {
        module.configType().ifPresent(type -> layers.mount("modules." + module.name(), type));
      }
      layers.set("test", "server.port", "0").set("test", "admin.port", "0");
      layers.set("test", "dataDir", data.toString());
      settings.forEach(setting -> layers.set("test", setting.path, setting.value));
      PlatformConfig config = layers.load().value();
      List<String> names = modules.stream().map(ServiceModule::name).toList();
      for (String name : config.modules().keySet()) {
        Check.that(names.contains(name), "modules." + name, "unknown module", "one of " + names);
      }
      return config;
    }
  }
}
