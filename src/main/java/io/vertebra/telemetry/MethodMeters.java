package io.vertebra.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertx.core.Handler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.DoubleStream;

/**
 * The meters of one method, made when first needed and then only looked up by status.
 *
 * <p>It is the end-of-call hook of all the method's calls itself, so that a call allocates nothing
 * here.
 */
final class MethodMeters implements Handler<Outcome> {

  /** In seconds; those of gRFC A66 but for its 0, which no duration falls into. */
  private static final Duration[] BUCKETS =
      DoubleStream.of(
              0.00001, 0.00005, 0.0001, 0.0003, 0.0006, 0.0008, 0.001, 0.002, 0.003, 0.004, 0.005,
              0.006, 0.008, 0.01, 0.013, 0.016, 0.02, 0.025, 0.03, 0.04, 0.05, 0.065, 0.08, 0.1,
              0.13, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 2, 5, 10, 20, 50, 100)
          .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final CallMeters.Kind kind;
  private final Tags tags;
  private final Counter started;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicReferenceArray<Timer> durations =
      new AtomicReferenceArray<>(RpcCode.values().length);

  MethodMeters(MeterRegistry registry, CallMeters.Kind kind, Tags tags) {
    this.registry = registry;
    this.kind = kind;
    this.tags = tags;
    this.started =
        kind.countsStarted
            ? Counter.builder(kind.name + ".started")
                .description("Calls that started, those still running included")
                .tags(tags)
                .register(registry)
            : null;
    Gauge.builder(kind.name + ".running", running, AtomicInteger::get)
        .description("Calls that have started and not ended")
        .tags(tags)
        .register(registry);
  }

  void started() {
    running.incrementAndGet();
    if (started != null) {
      started.increment();
    }
  }

  @Override
  public void handle(Outcome outcome) {
    running.decrementAndGet();
    duration(outcome.status().code()).record(outcome.elapsed());
  }

  private Timer duration(RpcCode code) {
    Timer timer = durations.get(code.ordinal());
    if (timer == null) {
      // The registry gives all who race here the same one.
      timer =
          Timer.builder(kind.name + ".duration")
              .description("From the start of a call to its end")
              .tags(tags)
              .tag("grpc.status", code.name())
              .serviceLevelObjectives(BUCKETS)
              .register(registry);
      durations.set(code.ordinal(), timer);
    }
    return timer;
  }
}
