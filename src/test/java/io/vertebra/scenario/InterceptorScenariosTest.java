package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.rpc.Stage;
import io.vertebra.server.RpcServer;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What interceptors see and may do, on both sides, in each mode and by each route. */
class InterceptorScenariosTest {

  private static final List<Stage> SHUFFLED =
      List.of(Stage.LOGGING, Stage.METRICS, Stage.BUSINESS, Stage.AUTH, Stage.TRACING);

  private static EchoRequest request(String text) {
    return EchoRequest.newBuilder().setVersion(1).setText(text).setCount(2).build();
  }

  /** Notes when it is run and how often it sees an end. */
  private record Probe(String name, List<String> order, Map<String, AtomicInteger> ends)
      implements Interceptor {

    @Override
    public void begin(RpcRequest request) {
      request.whenEnded(
          outcome -> ends.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet());
    }

    @Override
    public Future<RpcResponse> intercept(RpcRequest request, RpcHandler next) {
      order.add(name);
      return next.handle(request);
    }
  }

  private static void probe(
      BiConsumer<Stage, Interceptor> pipeline,
      String side,
      List<String> order,
      Map<String, AtomicInteger> ends) {
    for (Stage stage : SHUFFLED) {
      pipeline.accept(stage, new Probe(side + " " + stage, order, ends));
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void runInOrderOfStageAndSeeTheEndOnce(Route route, RpcMode mode) {
    List<String> order = new CopyOnWriteArrayList<>();
    Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
    try (Rig rig =
        Rig.of(
            route,
            server -> probe(server::intercept, "server", order, ends),
            client -> probe(client::intercept, "client", order, ends))) {
      assertThat(rig.call(mode, CallOptions.DEFAULT, request("a")).failure()).isNull();
      assertThat(order)
          .containsExactly(
              "client AUTH",
              "client TRACING",
              "client METRICS",
              "client BUSINESS",
              "client LOGGING",
              "server AUTH",
              "server TRACING",
              "server METRICS",
              "server BUSINESS",
              "server LOGGING");
      Awaitility.await().until(() -> ends.size() == 10);
      assertThat(ends.values()).allSatisfy(count -> assertThat(count).hasValue(1));
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void aCallRejectedByAuthRunsNothingAfterAndIsRecorded(Route route, RpcMode mode) {
    List<String> order = new CopyOnWriteArrayList<>();
    Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
    Interceptor deny =
        (request, next) ->
            Future.failedFuture(
                RpcException.of(RpcCode.UNAUTHENTICATED, "no token")
                    .withInfo("NO_TOKEN", "auth.vertebra.io", Map.of()));
    try (Rig rig =
        Rig.of(
            route,
            server -> {
              server.intercept(Stage.AUTH, deny);
              probe(server::intercept, "server", order, ends);
            },
            client -> {})) {
      Answer answer = rig.call(mode, CallOptions.DEFAULT, request("a"));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.UNAUTHENTICATED);
      assertThat(answer.failure().info().orElseThrow().getReason()).isEqualTo("NO_TOKEN");
      assertThat(order).isEmpty();
      assertThat(rig.service.seen.get()).isNull();
      Outcome end = Rig.next(rig.serverEnds);
      assertThat(end.kind()).isEqualTo(Outcome.Kind.FAILED);
      assertThat(end.status().code()).isEqualTo(RpcCode.UNAUTHENTICATED);
      Awaitility.await().until(() -> ends.size() == 5);
      assertThat(ends.values()).allSatisfy(count -> assertThat(count).hasValue(1));
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void aThrowingInterceptorFailsTheCall(Route route, RpcMode mode) {
    Interceptor broken =
        (request, next) -> {
          throw new IllegalStateException("secret");
        };
    try (Rig rig =
        Rig.of(route, server -> server.intercept(Stage.BUSINESS, broken), client -> {})) {
      Answer answer = rig.call(mode, CallOptions.DEFAULT, request("a"));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.UNKNOWN);
      assertThat(answer.failure().getMessage()).doesNotContain("secret");
      assertThat(Rig.next(rig.serverEnds).kind()).isEqualTo(Outcome.Kind.THROWN);
    }
  }

  private static Message louder(Message message) {
    if (message instanceof EchoRequest request) {
      return request.toBuilder().setText(request.getText() + "!").build();
    }
    EchoResponse response = (EchoResponse) message;
    return response.toBuilder().setText(response.getText() + "?").build();
  }

  private static final Interceptor LOUDER =
      (request, next) ->
          next.handle(
                  request
                      .withMetadata(request.metadata().with("added", "request"))
                      .withMessages(request.messages().map(InterceptorScenariosTest::louder)))
              .map(
                  response ->
                      response
                          .withHeaders(response.headers().with("added", "header"))
                          .withMessages(response.messages().map(InterceptorScenariosTest::louder))
                          .mapTrailers(trailers -> trailers.with("added", "trailer")));

  private static void louderServer(RpcServer.Builder server) {
    server.intercept(Stage.BUSINESS, LOUDER);
  }

  private static void louderClient(Channel.Builder client) {
    client.intercept(Stage.BUSINESS, LOUDER);
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void mayReplaceMessagesAndAddMetadata(Route route, RpcMode mode) {
    for (boolean onServer : new boolean[] {true, false}) {
      try (Rig rig =
          onServer
              ? Rig.of(route, InterceptorScenariosTest::louderServer, client -> {})
              : Rig.of(route, server -> {}, InterceptorScenariosTest::louderClient)) {
        Answer answer = rig.call(mode, CallOptions.DEFAULT, request("a"));
        assertThat(answer.failure()).isNull();
        assertThat(answer.texts()).isNotEmpty().allMatch(text -> text.equals("a!?"));
        assertThat(answer.headers().get("added")).isEqualTo("header");
        assertThat(answer.headers().get("echo-header")).isEqualTo("h");
        assertThat(answer.trailers().get("added")).isEqualTo("trailer");
        assertThat(answer.trailers().get("echo-trailer")).isEqualTo("t");
        assertThat(rig.service.seen.get().metadata().get("added")).isEqualTo("request");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.vertebra.scenario.CallScenariosTest#everyWay")
  void mayAddTrailersToAFailure(Route route, RpcMode mode) {
    Interceptor marking =
        (request, next) ->
            next.handle(request)
                .recover(
                    cause -> {
                      RpcException failure = RpcException.from(cause);
                      Metadata more = failure.trailers().with("marked", "yes");
                      return Future.failedFuture(failure.withTrailers(more));
                    });
    try (Rig rig =
        Rig.of(route, server -> server.intercept(Stage.BUSINESS, marking), client -> {})) {
      rig.service.onCall =
          call -> {
            throw RpcException.of(RpcCode.NOT_FOUND, "none");
          };
      Answer answer = rig.call(mode, CallOptions.DEFAULT, request("a"));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.NOT_FOUND);
      assertThat(answer.trailers().get("marked")).isEqualTo("yes");
    }
  }
}
