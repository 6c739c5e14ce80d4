package io.vertebra.server.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.vertebra.server.RpcServer;
import io.vertebra.server.ServerConfig;
import io.vertebra.server.health.v1.HealthListRequest;
import io.vertebra.server.health.v1.HealthListResponse;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** grpc.health.v1 as grpc-java's own stubs see it. */
class StockHealthClientTest {

  private final Vertx vertx = Vertx.vertx();
  private final AtomicBoolean up = new AtomicBoolean(true);
  private final Health health =
      Health.of(
              vertx,
              TimeSource.system(vertx),
              new HealthConfig(Duration.ofHours(1), Duration.ofSeconds(1)))
          .check("order/database", () -> Future.succeededFuture(up.get()))
          .service("test.Order", "order")
          .service("test.Free", "free");
  private RpcServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    server = RpcServer.builder(vertx).bind(health.binding()).build();
    int port = await(server.start());
    await(health.start());
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    await(server.stop());
    await(vertx.close());
  }

  @Test
  void checkTellsTheServerAsAWholeAndEachService() {
    assertThat(check("")).isEqualTo(ServingStatus.SERVING);
    assertThat(check("test.Order")).isEqualTo(ServingStatus.SERVING);

    turn(false);

    assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(check("test.Order")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(check("test.Free")).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void checkOfAnUnknownServiceIsNotFound() {
    assertThatThrownBy(() -> check("test.Nobody"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure -> {
              assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
              assertThat(failure.getStatus().getDescription())
                  .isEqualTo("unknown service test.Nobody");
            });
  }

  @Test
  void listTellsAllServices() {
    turn(false);

    HealthListResponse list = list();

    assertThat(list.getStatusesMap().keySet())
        .containsExactlyInAnyOrder("", "test.Order", "test.Free");
    assertThat(list.getStatusesOrThrow("test.Order").getStatusValue())
        .isEqualTo(ServingStatus.NOT_SERVING_VALUE);
    assertThat(list.getStatusesOrThrow("test.Free").getStatusValue())
        .isEqualTo(ServingStatus.SERVING_VALUE);
  }

  @Test
  void listRefusesToGiveMoreThanTheContractAllows() {
    for (int i = 0; i < 98; i++) {
      health.service("test.Service" + i, "free");
    }

    assertThatThrownBy(this::list)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure ->
                assertThat(failure.getStatus().getCode())
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
  }

  @Test
  void watchSendsTheStatusThenChangesOnly() {
    Watch watch = watch("test.Order");
    assertThat(watch.next()).isEqualTo(ServingStatus.SERVING);

    await(health.evaluate());
    await(health.evaluate());
    turn(false);
    assertThat(watch.next()).isEqualTo(ServingStatus.NOT_SERVING);
    turn(true);
    assertThat(watch.next()).isEqualTo(ServingStatus.SERVING);
    assertThat(watch.events).isEmpty();
  }

  @Test
  void watchOfAnUnknownServiceLearnsOfItLater() {
    Watch watch = watch("test.Late");
    assertThat(watch.next()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);

    health.service("test.Late", "order");

    assertThat(watch.next()).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void watchOfTheServerFollowsDraining() {
    Watch watch = watch("");
    assertThat(watch.next()).isEqualTo(ServingStatus.SERVING);

    health.drain("SIGTERM");

    assertThat(watch.next()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(watch.events).isEmpty();
  }

  @Test
  void cancelledWatchersAreDropped() {
    Watch watch = watch("test.Order");
    watch.next();
    assertThat(health.watchers()).isEqualTo(1);

    watch.calls.cancel("enough", null);

    Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> health.watchers() == 0);
  }

  @Test
  void watchersOfALostConnectionAreDropped() {
    Watch watch = watch("test.Order");
    watch.next();

    channel.shutdownNow();

    Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> health.watchers() == 0);
  }

  @Test
  void stoppingEndsEachWatchSoThatTheServerStopsAtOnce() {
    Watch watch = watch("test.Order");
    watch.next();
    long before = System.nanoTime();

    health.stop();

    assertThat(watch.next()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(watch.next()).isEqualTo(Status.Code.UNAVAILABLE);
    await(server.stop());
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isLessThan(ServerConfig.DEFAULT.drainTimeout().dividedBy(2));
  }

  @Test
  void aWatchThatComesAfterTheStopEndsToo() {
    health.stop();

    Watch watch = watch("test.Order");

    assertThat(watch.next()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(watch.next()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aHundredWatchersEachSeeEachChangeOnce() {
    Watch[] watches = new Watch[100];
    for (int i = 0; i < watches.length; i++) {
      watches[i] = watch(i % 2 == 0 ? "test.Order" : "");
    }
    for (Watch watch : watches) {
      assertThat(watch.next()).isEqualTo(ServingStatus.SERVING);
    }

    turn(false);

    for (Watch watch : watches) {
      assertThat(watch.next()).isEqualTo(ServingStatus.NOT_SERVING);
    }
    assertThat(watches).allMatch(watch -> watch.events.isEmpty());
  }

  private void turn(boolean nowUp) {
    up.set(nowUp);
    await(health.evaluate());
  }

  private ServingStatus check(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .check(request(service))
        .getStatus();
  }

  private HealthListResponse list() {
    // grpc-java 1.76 has no stub for List, but its channel calls any method.
    MethodDescriptor<HealthListRequest, HealthListResponse> method =
        MethodDescriptor.<HealthListRequest, HealthListResponse>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/List")
            .setRequestMarshaller(ProtoUtils.marshaller(HealthListRequest.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(HealthListResponse.getDefaultInstance()))
            .build();
    return ClientCalls.blockingUnaryCall(
        channel,
        method,
        CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
        HealthListRequest.getDefaultInstance());
  }

  private Watch watch(String service) {
    Watch watch = new Watch();
    HealthGrpc.newStub(channel).watch(request(service), watch);
    return watch;
  }

  private static HealthCheckRequest request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  /** The statuses a Watch call brings, then the code it ends with. */
  private static final class Watch
      implements ClientResponseObserver<HealthCheckRequest, HealthCheckResponse> {

    final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    volatile ClientCallStreamObserver<HealthCheckRequest> calls;

    Object next() {
      try {
        return events.poll(10, TimeUnit.SECONDS);
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<HealthCheckRequest> requestStream) {
      calls = requestStream;
    }

    @Override
    public void onNext(HealthCheckResponse value) {
      events.add(value.getStatus());
    }

    @Override
    public void onError(Throwable failure) {
      events.add(Status.fromThrowable(failure).getCode());
    }

    @Override
    public void onCompleted() {
      events.add(Status.Code.OK);
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
