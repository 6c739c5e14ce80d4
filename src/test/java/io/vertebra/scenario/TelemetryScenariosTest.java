package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.Stage;
import io.vertebra.server.RpcServer;
import io.vertebra.telemetry.AccessLog;
import io.vertebra.telemetry.AccessLogConfig;
import io.vertebra.telemetry.Metrics;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.Failure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What metrics and access log record of a call, in each mode and by each route. */
class TelemetryScenariosTest {

  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

  private static final Interceptor NAMING =
      (request, next) -> next.handle(request.withContext(request.context().withIdentity("ann\nb")));
  private static final Interceptor DENYING =
      (request, next) ->
          Future.failedFuture(RpcException.of(RpcCode.UNAUTHENTICATED, "no\r\nINFO forged"));

  private final Metrics metrics = Metrics.create();
  private final Logger log = (Logger) LoggerFactory.getLogger(AccessLog.LOGGER);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    log.setLevel(Level.INFO);
    log.setAdditive(false);
    log.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(lines);
    log.setAdditive(true);
    log.setLevel(null);
    metrics.close();
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void aGoodCall(Route route, RpcMode mode) {
    try (Rig rig = rig(route, server -> server.intercept(Stage.AUTH, NAMING))) {
      CallOptions options =
          CallOptions.DEFAULT
              .withTimeout(Duration.ofSeconds(20))
              .withMetadata(Metadata.of("secret", "hunter2"));
      assertThat(rig.call(mode, options, request()).failure()).isNull();

      Map<String, Object> fields = fields(oneLine("server"));
      assertThat(oneLine("server").getLevel()).isEqualTo(Level.INFO);
      assertThat(fields)
          .containsEntry("method", method(mode))
          .containsEntry("identity", "ann\\nb")
          .containsEntry("status", RpcCode.OK)
          .doesNotContainKey("error_detail");
      assertThat(fields.get("outcome")).hasToString("FINISHED");
      assertThat((String) fields.get("peer"))
          .matches(route == Route.LOCAL ? "local" : "127\\.0\\.0\\.1:\\d+");
      assertThat((double) fields.get("duration_ms")).isBetween(0.0, 20_000.0);
      assertThat((double) fields.get("deadline_left_ms")).isBetween(0.0, 20_000.0);
      assertThat(fields.toString()).doesNotContain("hunter2");
      assertThat(fields(oneLine("client"))).containsEntry("status", RpcCode.OK);
      assertRecorded(mode, RpcCode.OK);
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void aFailedCall(Route route, RpcMode mode) {
    try (Rig rig = rig(route, server -> {})) {
      rig.call(mode, CallOptions.DEFAULT, failing(RpcCode.NOT_FOUND, "none\nsuch"));

      assertThat(oneLine("server").getLevel()).isEqualTo(Level.INFO);
      assertThat(oneLine("server").getThrowableProxy()).isNull();
      for (String side : List.of("server", "client")) {
        assertThat(fields(oneLine(side)))
            .containsEntry("status", RpcCode.NOT_FOUND)
            .containsEntry("error_detail", "none\\nsuch");
      }
      assertRecorded(mode, RpcCode.NOT_FOUND);
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void aCallWhoseFunctionThrowsIsAnErrorOnceWithItsCause(Route route, RpcMode mode) {
    try (Rig rig = rig(route, server -> {})) {
      rig.call(mode, CallOptions.DEFAULT, failing(RpcCode.OK, "broken invariant"));

      ILoggingEvent server = oneLine("server");
      assertThat(server.getLevel()).isEqualTo(Level.ERROR);
      assertThat(server.getThrowableProxy().getMessage()).isEqualTo("broken invariant");
      assertThat(fields(server)).containsEntry("status", RpcCode.UNKNOWN);
      ILoggingEvent client = oneLine("client");
      assertThat(client.getLevel()).isEqualTo(Level.INFO);
      assertThat(client.getThrowableProxy()).isNull();
      assertRecorded(mode, RpcCode.UNKNOWN);
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void aCallRejectedByAuth(Route route, RpcMode mode) {
    try (Rig rig = rig(route, server -> server.intercept(Stage.AUTH, DENYING))) {
      rig.call(mode, CallOptions.DEFAULT, request());

      assertThat(fields(oneLine("server")))
          .containsEntry("status", RpcCode.UNAUTHENTICATED)
          .containsEntry("error_detail", "no\\r\\nINFO forged")
          .doesNotContainKey("identity");
      assertRecorded(mode, RpcCode.UNAUTHENTICATED);
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void aCallThatTimesOut(Route route, RpcMode mode) {
    try (Rig rig = rig(route, server -> {})) {
      rig.call(mode, CallOptions.DEFAULT.withTimeout(Duration.ofMillis(300)), slow());

      for (String side : List.of("server", "client")) {
        Map<String, Object> fields = fields(oneLine(side));
        assertThat(fields).containsEntry("status", RpcCode.DEADLINE_EXCEEDED);
        assertThat((double) fields.get("deadline_left_ms")).isLessThan(200.0);
      }
      assertRecorded(mode, RpcCode.DEADLINE_EXCEEDED);
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void aCallThatIsCancelled(Route route, RpcMode mode) {
    try (Rig rig = rig(route, server -> {})) {
      CallHandle handle = new CallHandle();
      Future<Answer> answer = rig.start(mode, CallOptions.DEFAULT.withHandle(handle), slow());
      Awaitility.await().until(() -> rig.service.seen.get() != null);
      assertThat(metrics.scrape())
          .contains("grpc_server_call_running{grpc_method=\"" + method(mode) + "\"} 1.0");

      handle.cancel("enough");
      Rig.await(answer);

      assertThat(fields(oneLine("server")).get("outcome")).hasToString("CANCELLED");
      assertThat(fields(oneLine("client")).get("outcome")).hasToString("CANCELLED");
      assertRecorded(mode, RpcCode.CANCELLED);
    }
  }

  @Test
  void goodCallsAreSampledAndFailedOnesAreNot() {
    AccessLogConfig none = new AccessLogConfig(true, false, 0);
    try (Rig rig =
        Rig.of(
            Route.LOCAL,
            server -> server.intercept(Stage.LOGGING, AccessLog.server(none, RANDOM)),
            client -> {})) {
      rig.call(RpcMode.UNARY, CallOptions.DEFAULT, request());
      Rig.next(rig.serverEnds);
      rig.call(RpcMode.UNARY, CallOptions.DEFAULT, failing(RpcCode.NOT_FOUND, "none"));

      assertThat(fields(oneLine("server"))).containsEntry("status", RpcCode.NOT_FOUND);
    }
  }

  private Rig rig(Route route, Consumer<RpcServer.Builder> more) {
    AccessLogConfig all = new AccessLogConfig(true, true, 1);
    return Rig.of(
        route,
        server -> {
          server.intercept(Stage.METRICS, metrics.server());
          server.intercept(Stage.LOGGING, AccessLog.server(all, RANDOM));
          more.accept(server);
        },
        client -> {
          client.intercept(Stage.METRICS, metrics.client());
          client.intercept(Stage.LOGGING, AccessLog.client(all, RANDOM));
        });
  }

  private static EchoRequest request() {
    return EchoRequest.newBuilder().setVersion(1).setText("a").setCount(2).build();
  }

  private static EchoRequest slow() {
    return request().toBuilder().setDelayMs(30_000).build();
  }

  private static EchoRequest failing(RpcCode code, String message) {
    Failure failure =
        Failure.newBuilder().setCode(code.number()).setMessage(message).setReason("R").build();
    return request().toBuilder().setFailure(failure).build();
  }

  private static String method(RpcMode mode) {
    return "vertebra.test.v1.Echo/"
        + switch (mode) {
          case UNARY -> "Unary";
          case SERVER_STREAMING -> "ServerStream";
          case CLIENT_STREAMING -> "ClientStream";
          case BIDI_STREAMING -> "BidiStream";
        };
  }

  private ILoggingEvent oneLine(String side) {
    Awaitility.await().until(() -> !linesOf(side).isEmpty());
    assertThat(linesOf(side)).hasSize(1);
    return linesOf(side).get(0);
  }

  private List<ILoggingEvent> linesOf(String side) {
    return List.copyOf(lines.list).stream()
        .filter(event -> side.equals(fields(event).get("side")))
        .toList();
  }

  private static Map<String, Object> fields(ILoggingEvent event) {
    return event.getKeyValuePairs().stream()
        .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
  }

  private void assertRecorded(RpcMode mode, RpcCode code) {
    for (String name : List.of("grpc.server.call.duration", "grpc.client.call.duration")) {
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(metrics.registry().find(name).timers())
                      .as(name)
                      .singleElement()
                      .satisfies(
                          timer -> {
                            assertThat(timer.getId().getTag("grpc.method")).isEqualTo(method(mode));
                            assertThat(timer.getId().getTag("grpc.status")).isEqualTo(code.name());
                            assertThat(timer.count()).isEqualTo(1);
                          }));
    }
    assertThat(metrics.registry().get("grpc.server.call.started").counter().count()).isEqualTo(1);
    for (String name : List.of("grpc.server.call.running", "grpc.client.call.running")) {
      assertThat(metrics.registry().get(name).gauge().value()).as(name).isZero();
    }
  }
}
