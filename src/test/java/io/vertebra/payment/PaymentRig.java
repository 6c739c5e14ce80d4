package io.vertebra.payment;

import static io.vertebra.payment.NodeRig.await;

import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.local.LocalTransport;
import io.vertebra.config.ConfigNode;
import io.vertebra.payment.account.AccountModule;
import io.vertebra.payment.order.OrderModule;
import io.vertebra.payment.payment.PaymentModule;
import io.vertebra.payment.risk.RiskModule;
import io.vertebra.platform.ModuleContext;
import io.vertebra.platform.ServiceModule;
import io.vertebra.resilience.breaker.Fallbacks;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.server.ServerConfig;
import io.vertebra.server.ServiceBinding;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The four services in this JVM, found by each other over a channel into which a test can put
 * faults, and whose modules can be left for dead and started again over the same database.
 */
public final class PaymentRig implements AutoCloseable {

  /** What happens to the calls between services. */
  @FunctionalInterface
  public interface Faults {

    /** Passes every call on. */
    Faults NONE = (request, next) -> next.handle(request);

    /** Passes a call on, or not, or loses its answer. */
    Future<RpcResponse> call(RpcRequest request, RpcHandler next);
  }

  public final Vertx vertx = Vertx.vertx();
  public final Database database;
  public volatile Faults faults = Faults.NONE;

  /** Added to the wall clock of the services. */
  public volatile Duration clockOffset = Duration.ZERO;

  private final DatabaseConfig databaseConfig;
  private final Path dir;
  private final Map<String, String> yaml;
  private final BlockingWork blocking = BlockingWork.of(vertx, "test-work", 16, 10_000);
  private final TimeSource system = TimeSource.system(vertx);
  private final LocalTransport transport = new LocalTransport(system, ClientConfig.DEFAULT);
  private final Map<String, LocalServices.Entry> entries = new ConcurrentHashMap<>();
  private final Map<String, ServiceModule> running = new HashMap<>();
  private final List<ServiceModule> started = new ArrayList<>();
  private final Channel channel;
  private Databases shared;

  /**
   * @param yaml the configuration of modules, by name, beside their database
   */
  public PaymentRig(Path dir, Map<String, String> yaml) {
    this.dir = dir;
    this.yaml = new ConcurrentHashMap<>(yaml);
    this.databaseConfig = TestDatabase.empty(dir);
    this.database = Database.open(databaseConfig);
    this.channel = Channel.builder(vertx, request -> faults.call(request, this::deliver)).build();
  }

  /** All four, up. */
  public static PaymentRig started(Path dir, Map<String, String> yaml) {
    PaymentRig platform = new PaymentRig(dir, yaml);
    platform.start(new AccountModule());
    platform.start(new OrderModule());
    platform.start(new RiskModule());
    platform.start(new PaymentModule());
    return platform;
  }

  /** Configures a module that is started from now on, beside its database. */
  public void settings(String module, String moduleYaml) {
    yaml.put(module, moduleYaml);
  }

  /** Starts a module, in the place of one of that name that was killed or stopped. */
  public void start(ServiceModule module) {
    List<ServiceBinding> bindings =
        await(onContext(() -> module.start(new Context(module.name()))));
    running.put(module.name(), module);
    started.add(module);
    for (ServiceBinding binding : bindings) {
      ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
      entries.put(
          binding.service(),
          new LocalServices.Entry(
              context,
              request ->
                  binding.methods().get(request.method().fullName()).handler().handle(request),
              ServerConfig.DEFAULT.limits()));
    }
  }

  /** Stops a module; its services are not found any more. */
  public void stop(String name, String service) {
    entries.remove(service);
    await(onContext(running.remove(name)::stop));
  }

  /** Leaves a module for dead: what it is doing goes on hanging, and it begins nothing new. */
  public void kill(String name) {
    onContext(running.remove(name)::stop);
  }

  /** Calls the services as a client from outside would: no fault is put in. */
  public Channel channel() {
    return Channel.builder(vertx, this::deliver).build();
  }

  /** The first column of the first row. */
  public long number(String sql, Object... arguments) {
    return database.transact(
        transaction -> transaction.first(sql, row -> row.getLong(1), arguments).orElseThrow());
  }

  /** The first column of all rows. */
  public List<String> texts(String sql, Object... arguments) {
    return database.transact(
        transaction -> transaction.all(sql, row -> row.getString(1), arguments));
  }

  @Override
  public void close() {
    List<Future<Void>> stopped = new ArrayList<>();
    started.forEach(module -> stopped.add(onContext(module::stop)));
    stopped.forEach(NodeRig::await);
    blocking.close();
    if (shared != null) {
      shared.close();
    }
    database.close();
    await(vertx.close());
  }

  private Future<RpcResponse> deliver(RpcRequest request) {
    LocalServices.Entry entry = entries.get(request.method().service());
    return entry == null
        ? Future.failedFuture(
            RpcException.of(RpcCode.UNAVAILABLE, request.method().service() + ": no endpoints"))
        : transport.call(request, entry);
  }

  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    return Future.future(
        promise ->
            vertx.getOrCreateContext().runOnContext(started -> work.get().onComplete(promise)));
  }

  private ConfigNode config(String module) {
    String database =
        """
        database:
          url: "%s"
          user: "%s"
          password: "%s"
        """
            .formatted(databaseConfig.url(), databaseConfig.user(), databaseConfig.password());
    return ConfigNode.parse(module, database + yaml.getOrDefault(module, ""));
  }

  /** What a module is given. */
  private final class Context implements ModuleContext {

    private final String name;

    private Context(String name) {
      this.name = name;
    }

    @Override
    public Vertx vertx() {
      return vertx;
    }

    @Override
    public Channel channel() {
      return channel;
    }

    @Override
    public BlockingWork blocking() {
      return blocking;
    }

    @Override
    public ConfigNode config() {
      return PaymentRig.this.config(name);
    }

    @Override
    public Fallbacks fallbacks() {
      return new Fallbacks();
    }

    @Override
    public Path dataDir() {
      return dir;
    }

    @Override
    public TimeSource time() {
      return new TimeSource() {
        @Override
        public long nanos() {
          return system.nanos();
        }

        @Override
        public Instant now() {
          return system.now().plus(clockOffset);
        }

        @Override
        public Scheduled schedule(long delayNanos, Runnable task) {
          return system.schedule(delayNanos, task);
        }
      };
    }

    @Override
    public RandomGenerator random() {
      return new SecureRandom();
    }

    @Override
    public void readiness(String check, Supplier<Future<Boolean>> holds) {}

    @Override
    public synchronized <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> create) {
      synchronized (PaymentRig.this) {
        if (shared == null) {
          shared = (Databases) create.get();
        }
        return type.cast(shared);
      }
    }
  }
}
