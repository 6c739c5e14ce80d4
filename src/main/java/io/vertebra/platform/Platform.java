package io.vertebra.platform;

import io.vertebra.client.Channel;
import io.vertebra.client.ServiceRouter;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.client.local.LocalTransport;
import io.vertebra.loadbalance.RoundRobin;
import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.ServiceRegistry;
import io.vertebra.registry.memory.MemoryRegistry;
import io.vertebra.resilience.ClientResilience;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.Stage;
import io.vertebra.server.RpcServer;
import io.vertebra.server.ServiceBinding;
import io.vertebra.server.health.Health;
import io.vertebra.server.health.HealthReport;
import io.vertebra.server.reflection.Reflection;
import io.vertebra.telemetry.AccessLog;
import io.vertebra.telemetry.Metrics;
import io.vertebra.time.Jitter;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: the modules of one process, the server in front of them and the channel between them.
 *
 * <p>Starts configuration first and registration last, and stops in the opposite order, so that no
 * call that was accepted is lost. {@link #start} and {@link #stop} are called once each.
 */
public final class Platform {

  private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

  private final PlatformConfig config;
  private final Vertx vertx;
  private final TimeSource time;
  private final String node;
  private final LocalServices local;
  private final ServiceRegistry registry;
  private final Http2Transport http2;
  private final BlockingWork blocking;
  private final ClientResilience resilience;
  private final Channel channel;
  private final SharedResources shared = new SharedResources();
  private final Metrics metrics;
  private final Health health;
  private final AdminServer admin;
  private final List<ModuleVerticle> modules = new ArrayList<>();
  private final List<ServiceRegistry.Registration> registrations = new CopyOnWriteArrayList<>();
  private RpcServer server;
  private int port;
  private int adminPort;

  private Platform(Vertx vertx, Metrics metrics, PlatformConfig config) {
    this.vertx = vertx;
    this.metrics = metrics;
    this.config = config;
    this.time = TimeSource.system(vertx);
    this.node = UUID.randomUUID().toString();
    this.local = new LocalServices(node);
    this.registry = new MemoryRegistry();
    this.http2 = new Http2Transport(vertx, config.client(), Jitter.of(random()));
    this.blocking =
        BlockingWork.of(
            vertx, "blocking", config.blocking().workers(), config.blocking().maxPending());
    ResilienceMeters meters = new ResilienceMeters(metrics.registry());
    this.resilience =
        new ClientResilience(vertx, time, random(), blocking, config.resilience(), meters);
    meters.watch(resilience);
    this.channel = makeChannel();
    this.health = Health.of(vertx, time, config.health());
    this.admin =
        new AdminServer(
            vertx, config.admin(), metrics, health, () -> ResilienceReport.of(resilience));
  }

  /**
   * A node that runs nothing yet, with a Vert.x and metrics of its own.
   *
   * @param modules to run; their names are unique
   */
  public static Platform of(PlatformConfig config, List<ServiceModule> modules) {
    return of(Vertx.vertx(), Metrics.create(), config, modules);
  }

  /**
   * A node that runs nothing yet.
   *
   * @param vertx closed by {@link #stop}
   * @param metrics closed by {@link #stop}
   * @param modules to run; their names are unique
   */
  public static Platform of(
      Vertx vertx, Metrics metrics, PlatformConfig config, List<ServiceModule> modules) {
    Platform platform = new Platform(vertx, metrics, config);
    for (ServiceModule module : modules) {
      ModuleContext given = new NodeContext(platform, module.name());
      platform.modules.add(new ModuleVerticle(module, given));
    }
    return platform;
  }

  private Channel makeChannel() {
    ServiceRouter router =
        new ServiceRouter(
                registry,
                service -> new RoundRobin(service.hashCode()),
                local,
                new LocalTransport(time, config.client()),
                http2)
            .watchedBy(metrics.clientAttempts());
    Channel.Builder builder =
        Channel.builder(vertx, router)
            .around(resilience::around)
            .policies(resilience.policies())
            .time(time)
            .defaultTimeout(config.client().defaultTimeout())
            .intercept(Stage.METRICS, metrics.client());
    if (config.telemetry().accessLog().client()) {
      builder.intercept(Stage.LOGGING, AccessLog.client(config.telemetry().accessLog(), random()));
    }
    return builder.build();
  }

  /**
   * Starts everything.
   *
   * @return once calls are served and the readiness checks hold; when it fails, what had started is
   *     to be stopped by {@link #stop}
   */
  public Future<Void> start() {
    Future<Integer> adminStarted = admin.start().onSuccess(listening -> adminPort = listening);
    return blocking
        .run(this::makeDataDir)
        .compose(made -> startModules())
        .compose(started -> resilience.start(servedMethods()))
        .compose(known -> startServer())
        .compose(listening -> adminStarted)
        .compose(listening -> health.start())
        .compose(this::whenReady)
        .compose(ready -> register())
        .onSuccess(
            ready ->
                blocking
                    .run(this::watchJvm)
                    .onFailure(refused -> LOG.warn("no metrics of the JVM", refused)));
  }

  private Void watchJvm() {
    metrics.watchJvm();
    return null;
  }

  private Void makeDataDir() {
    try {
      Files.createDirectories(config.dataDir());
      return null;
    } catch (IOException refused) {
      throw new UncheckedIOException("dataDir: " + config.dataDir() + " cannot be made", refused);
    }
  }

  private List<RpcMethod<?, ?>> servedMethods() {
    List<RpcMethod<?, ?>> methods = new ArrayList<>();
    for (ModuleVerticle module : modules) {
      for (ServiceBinding binding : module.bindings()) {
        binding.methods().values().forEach(bound -> methods.add(bound.method()));
      }
    }
    return methods;
  }

  private Future<?> startModules() {
    return Future.join(modules.stream().map(vertx::deployVerticle).toList());
  }

  private Future<Integer> startServer() {
    RpcServer.Builder builder =
        RpcServer.builder(vertx)
            .config(config.server())
            .time(time)
            .jitter(Jitter.of(random()))
            .local(local)
            .intercept(Stage.METRICS, metrics.server());
    if (config.telemetry().accessLog().enabled()) {
      builder.intercept(Stage.LOGGING, AccessLog.server(config.telemetry().accessLog(), random()));
    }
    List<ServiceBinding> bindings = new ArrayList<>();
    for (ModuleVerticle module : modules) {
      for (ServiceBinding binding : module.bindings()) {
        health.service(binding.service(), module.name());
        bindings.add(binding);
      }
    }
    bindings.add(health.binding());
    bindings.addAll(Reflection.of(bindings));
    bindings.forEach(builder::bind);
    server = builder.build();
    return server.start().onSuccess(listening -> port = listening);
  }

  private Future<Void> whenReady(HealthReport report) {
    if (report.ready()) {
      return Future.succeededFuture();
    }
    LOG.warn("not ready yet: {}", report.toJson().encode());
    return vertx
        .timer(config.health().period().toMillis())
        .compose(waited -> health.evaluate())
        .compose(this::whenReady);
  }

  private Future<Void> register() {
    List<Future<?>> registering = new ArrayList<>();
    for (ModuleVerticle module : modules) {
      for (ServiceBinding binding : module.bindings()) {
        ServiceInstance instance =
            new ServiceInstance(
                binding.service(), node, config.server().host(), port, node, Map.of());
        registering.add(registry.register(instance).onSuccess(registrations::add));
      }
    }
    return Future.join(registering).mapEmpty();
  }

  /**
   * Stops everything, in the opposite order: fails health, leaves the registry, ends the calls that
   * would go on for ever, finishes those that run, then stops the modules. A step that fails does
   * not keep the next from running.
   */
  public Future<Void> stop() {
    health.drain("stopping");
    return step(this::deregister)
        .compose(done -> step(this::drainModules))
        .compose(done -> step(this::stopServer))
        .compose(done -> step(this::stopModules))
        .compose(done -> step(admin::stop))
        .compose(done -> step(http2::close))
        .compose(done -> vertx.close())
        .eventually(
            () -> {
              resilience.close();
              blocking.close();
              metrics.close();
              return Future.succeededFuture();
            });
  }

  private Future<?> deregister() {
    return Future.join(registrations.stream().map(ServiceRegistry.Registration::revoke).toList());
  }

  private Future<?> drainModules() {
    return Future.join(modules.stream().map(ModuleVerticle::drain).toList());
  }

  private Future<?> stopServer() {
    health.stop();
    return server == null ? Future.succeededFuture() : server.stop();
  }

  private Future<?> stopModules() {
    List<Future<?>> stopping = new ArrayList<>();
    for (ModuleVerticle module : modules) {
      module.deployment().ifPresent(id -> stopping.add(vertx.undeploy(id)));
    }
    return Future.join(stopping)
        .eventually(
            () ->
                blocking.run(
                    () -> {
                      shared.close();
                      return null;
                    }));
  }

  private static Future<Void> step(Supplier<Future<?>> step) {
    Future<?> done;
    try {
      done = step.get();
    } catch (RuntimeException failure) {
      done = Future.failedFuture(failure);
    }
    return done.<Void>mapEmpty()
        .recover(
            failure -> {
              LOG.warn("a step of the stop failed", failure);
              return Future.succeededFuture();
            });
  }

  /** The port of the gRPC server, once started. */
  public int port() {
    return port;
  }

  /** The port of metrics and health over HTTP, once started. */
  public int adminPort() {
    return adminPort;
  }

  /** The name of this node. */
  public String node() {
    return node;
  }

  /** Calls services from within this process. */
  public Channel channel() {
    return channel;
  }

  /** The names of the modules that run. */
  public List<String> moduleNames() {
    return modules.stream().map(ModuleVerticle::name).toList();
  }

  PlatformConfig config() {
    return config;
  }

  Vertx vertx() {
    return vertx;
  }

  TimeSource time() {
    return time;
  }

  BlockingWork blocking() {
    return blocking;
  }

  ClientResilience resilience() {
    return resilience;
  }

  SharedResources shared() {
    return shared;
  }

  /** The one source of randomness, which all threads may use at once. */
  RandomGenerator random() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  Health health() {
    return health;
  }
}
