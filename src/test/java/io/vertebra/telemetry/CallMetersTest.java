package io.vertebra.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.CallLifecycle;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.test.v1.EchoService;
import io.vertebra.time.ManualTimeSource;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallMetersTest {

  private final Vertx vertx = Vertx.vertx();
  private final ManualTimeSource time = new ManualTimeSource();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void aCallIsRunningUntilItEnds() {
    CallMeters meters = new CallMeters(registry, CallMeters.Kind.SERVER_CALL);
    CallLifecycle life = begin(meters, EchoService.METHOD_UNARY);

    assertThat(running("grpc.server.call.running")).isEqualTo(1);
    life.finish();

    Awaitility.await().until(() -> running("grpc.server.call.running") == 0);
    assertThat(duration("grpc.server.call.duration", RpcCode.OK).count()).isEqualTo(1);
    assertThat(registry.get("grpc.server.call.started").counter().count()).isEqualTo(1);
  }

  @Test
  void aClientSaysWhichServiceItCalled() {
    CallMeters meters = new CallMeters(registry, CallMeters.Kind.CLIENT_CALL);

    end(meters, EchoService.METHOD_UNARY, life -> life.cancel("enough"));

    assertThat(duration("grpc.client.call.duration", RpcCode.CANCELLED).getId().getTags())
        .containsExactly(
            Tag.of("grpc.method", "vertebra.test.v1.Echo/Unary"),
            Tag.of("grpc.status", "CANCELLED"),
            Tag.of("grpc.target", "vertebra.test.v1.Echo"));
    assertThat(registry.find("grpc.client.call.started").counter()).isNull();
  }

  @Test
  void attemptsHaveNamesOfTheirOwn() {
    CallMeters meters = new CallMeters(registry, CallMeters.Kind.CLIENT_ATTEMPT);

    end(meters, EchoService.METHOD_UNARY, CallLifecycle::finish);

    assertThat(duration("grpc.client.attempt.duration", RpcCode.OK).count()).isEqualTo(1);
    assertThat(registry.get("grpc.client.attempt.started").counter().count()).isEqualTo(1);
  }

  @Test
  void methodsNobodyKnowsAreOneSeries() {
    CallMeters meters = new CallMeters(registry, CallMeters.Kind.SERVER_CALL);
    for (int i = 0; i < 50; i++) {
      end(
          meters,
          RpcMethod.unknown("scan.Service" + i + "/Method"),
          life -> life.fail(RpcException.of(RpcCode.UNIMPLEMENTED, "unknown method")));
    }

    assertThat(methodLabels()).containsExactly("other");
    assertThat(duration("grpc.server.call.duration", RpcCode.UNIMPLEMENTED).count()).isEqualTo(50);
  }

  @Test
  void durationsFallIntoTheBucketsOfGrpc() {
    CallMeters meters = new CallMeters(registry, CallMeters.Kind.SERVER_CALL);

    end(
        meters,
        EchoService.METHOD_UNARY,
        life -> {
          time.advance(Duration.ofMillis(14));
          life.finish();
        });

    String series =
        "grpc_server_call_duration_seconds_bucket{grpc_method=\"vertebra.test.v1.Echo/Unary\","
            + "grpc_status=\"OK\",le=\"";
    assertThat(registry.scrape().lines().filter(line -> line.contains("_bucket")))
        .hasSize(41)
        .startsWith(series + "1.0E-5\"} 0")
        .contains(series + "0.013\"} 0", series + "0.016\"} 1", series + "100.0\"} 1")
        .endsWith(series + "+Inf\"} 1");
    assertThat(registry.scrape()).contains("grpc_server_call_duration_seconds_sum{");
    assertThat(duration("grpc.server.call.duration", RpcCode.OK).totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(14);
  }

  private Set<String> methodLabels() {
    return registry.getMeters().stream()
        .map(meter -> meter.getId().getTag("grpc.method"))
        .collect(Collectors.toSet());
  }

  private double running(String name) {
    return registry.get(name).gauge().value();
  }

  private Timer duration(String name, RpcCode code) {
    return registry.get(name).tag("grpc.status", code.name()).timer();
  }

  private void end(CallMeters meters, RpcMethod<?, ?> method, Consumer<CallLifecycle> how) {
    CallLifecycle life = begin(meters, method);
    CountDownLatch ended = new CountDownLatch(1);
    life.whenEnded(outcome -> ended.countDown());
    how.accept(life);
    try {
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private CallLifecycle begin(CallMeters meters, RpcMethod<?, ?> method) {
    ContextInternal context = ((VertxInternal) vertx).createEventLoopContext().duplicate();
    CallLifecycle life = CallLifecycle.root(context, time);
    CallContext facts = CallContext.of(life, Metadata.EMPTY, "test");
    meters.begin(new RpcRequest(method, facts, MessageStream.of(Empty.getDefaultInstance())));
    return life;
  }
}
