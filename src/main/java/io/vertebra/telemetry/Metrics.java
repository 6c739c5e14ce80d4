package io.vertebra.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcRequest;
import io.vertx.core.Handler;
import java.util.List;
import java.util.function.Function;

/**
 * The numbers of a process: its calls under gRPC's own names, the JVM, and what services add.
 *
 * <p>Safe for use from any thread.
 *
 * <pre>{@code
 * Metrics metrics = Metrics.create();
 * server.intercept(Stage.METRICS, metrics.server());
 * channel.intercept(Stage.METRICS, metrics.client());
 * }</pre>
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A66-otel-stats.md">gRFC A66</a>
 */
public final class Metrics implements AutoCloseable {

  /** The media type of {@link #scrape()}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final Interceptor server = new CallMeters(registry, CallMeters.Kind.SERVER_CALL);
  private final Interceptor client = new CallMeters(registry, CallMeters.Kind.CLIENT_CALL);
  private final CallMeters attempts = new CallMeters(registry, CallMeters.Kind.CLIENT_ATTEMPT);

  private boolean closed;

  private Metrics() {}

  /** No numbers yet. */
  public static Metrics create() {
    return new Metrics();
  }

  /** Adds the JVM's numbers. Takes a tenth of a second, which a start need not wait for. */
  public synchronized void watchJvm() {
    if (closed) {
      return;
    }
    List<MeterBinder> binders =
        List.of(
            gc,
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            new FileDescriptorMetrics());
    binders.forEach(binder -> binder.bindTo(registry));
  }

  /** Counts and times the calls of a server. */
  public Interceptor server() {
    return server;
  }

  /** Times the calls of a channel as its callers see them, retries included. */
  public Interceptor client() {
    return client;
  }

  /**
   * Counts and times each attempt of a channel's calls: given to what makes them, which calls it
   * when an attempt begins and tells what it gets how that ended.
   */
  public Function<RpcRequest, Handler<Outcome>> clientAttempts() {
    return attempts::started;
  }

  /** Where services register meters of their own; label values are to be bounded. */
  public MeterRegistry registry() {
    return registry;
  }

  /** All numbers in Prometheus's text format. Takes milliseconds: not for an event loop. */
  public String scrape() {
    return registry.scrape();
  }

  /** Stops listening to the JVM's garbage collectors. */
  @Override
  public synchronized void close() {
    closed = true;
    gc.close();
    registry.close();
  }
}
