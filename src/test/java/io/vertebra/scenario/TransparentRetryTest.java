package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelPipeline;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.ServiceRouter;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.client.local.LocalTransport;
import io.vertebra.loadbalance.RoundRobin;
import io.vertebra.registry.ServiceInstance;
import io.vertebra.registry.memory.MemoryRegistry;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.server.RpcServer;
import io.vertebra.test.v1.EchoClient;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.EchoService;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that no service has begun with go elsewhere, once; others do not. */
class TransparentRetryTest {

  private static final int REFUSED_STREAM = 7;
  private static final int INTERNAL_ERROR = 2;
  private static final EchoRequest REQUEST =
      EchoRequest.newBuilder().setText("t").setCount(1).build();

  /** What an instance does with a call instead of serving it. */
  private enum Fault {
    REFUSES {
      @Override
      void on(HttpServerRequest call) {
        call.response().reset(REFUSED_STREAM);
      }
    },
    /** The call is above the last stream that the server takes. */
    GOES_AWAY {
      @Override
      void on(HttpServerRequest call) {
        call.connection().goAway(0, call.streamId() - 1);
      }
    },
    /** As careful servers do: the first GOAWAY only tells the client to open no more streams. */
    GOES_AWAY_IN_TWO_STEPS {
      @Override
      void on(HttpServerRequest call) {
        call.connection().goAway(0, Integer.MAX_VALUE);
        call.connection().goAway(0, call.streamId() - 1);
      }
    },
    /** The call is the last that the server takes, and gets no answer. */
    TAKES_AND_CLOSES {
      @Override
      void on(HttpServerRequest call) {
        call.connection().goAway(0, call.streamId());
        TransparentRetryTest.cut(call);
      }
    },
    CUTS {
      @Override
      void on(HttpServerRequest call) {
        TransparentRetryTest.cut(call);
      }
    },
    FAILS {
      @Override
      void on(HttpServerRequest call) {
        call.response().reset(INTERNAL_ERROR);
      }
    },
    ANSWERS_HEADERS_AND_REFUSES {
      @Override
      void on(HttpServerRequest call) {
        call.response()
            .putHeader("content-type", "application/grpc")
            .writeHead()
            .onSuccess(written -> call.response().reset(REFUSED_STREAM));
      }
    };

    abstract void on(HttpServerRequest call);
  }

  /** Closes the socket without a word of HTTP/2. */
  private static void cut(HttpServerRequest call) {
    ChannelPipeline pipeline =
        ((HttpServerConnection) call.connection()).channelHandlerContext().pipeline();
    pipeline.firstContext().close();
  }

  /** A client of instances that it calls in turn, from the first. */
  private static final class Bench implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final Queue<Throwable> unhandled = new ConcurrentLinkedQueue<>();
    final EchoServer service = new EchoServer(vertx);
    final AtomicInteger faults = new AtomicInteger();
    final Queue<Outcome> attempts = new ConcurrentLinkedQueue<>();
    final EchoClient client;
    private final MemoryRegistry registry = new MemoryRegistry();
    private final Http2Transport http2 = new Http2Transport(vertx, ClientConfig.DEFAULT);

    Bench() {
      vertx.exceptionHandler(unhandled::add);
      ServiceRouter router =
          new ServiceRouter(
                  registry,
                  name -> new RoundRobin(0),
                  new LocalServices("here"),
                  new LocalTransport(TimeSource.system(vertx), ClientConfig.DEFAULT),
                  http2)
              .watchedBy(request -> attempts::add);
      client = new EchoClient(Channel.builder(vertx, router).build());
    }

    Bench at(int port) {
      String id = String.valueOf(registry.snapshot(EchoService.SERVICE).instances().size());
      registry.register(
          new ServiceInstance(EchoService.SERVICE, id, "127.0.0.1", port, "there", Map.of()));
      return this;
    }

    /** An instance that has a fault, for its first calls. */
    Bench faulty(Fault fault, int calls) {
      HttpServerOptions options =
          new HttpServerOptions()
              .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(9));
      AtomicInteger left = new AtomicInteger(calls);
      Future<Integer> port =
          vertx
              .createHttpServer(options)
              .requestHandler(
                  call -> {
                    if (left.getAndDecrement() > 0) {
                      faults.incrementAndGet();
                      fault.on(call);
                    } else {
                      call.response().reset(INTERNAL_ERROR);
                    }
                  })
              .listen(0, "127.0.0.1")
              .map(server -> server.actualPort());
      return at(Rig.await(port));
    }

    Bench good() {
      return at(Rig.await(RpcServer.builder(vertx).bind(service.binding()).build().start()));
    }

    /** Their ends are told after that of the call. */
    void awaitAttempts(int ended) {
      Awaitility.await().untilAsserted(() -> assertThat(attempts).hasSize(ended));
    }

    Answer call(RpcMode mode) {
      return Rig.await(Calls.start(client, mode, CallOptions.DEFAULT, REQUEST));
    }

    @Override
    public void close() {
      Rig.await(http2.close());
      Rig.await(vertx.close());
      assertThat(unhandled).as("what nobody handled").isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"REFUSES", "GOES_AWAY", "GOES_AWAY_IN_TWO_STEPS"})
  void aCallThatTheServerDidNotTakeGoesToAnother(Fault fault) {
    for (RpcMode mode : List.of(RpcMode.UNARY, RpcMode.SERVER_STREAMING)) {
      try (Bench bench = new Bench().faulty(fault, 1).good()) {
        Answer answer = bench.call(mode);

        assertThat(answer.failure()).as("%s", mode).isNull();
        assertThat(answer.texts()).containsExactly("t");
        assertThat(bench.faults).hasValue(1);
        bench.awaitAttempts(2);
        assertThat(bench.attempts).extracting(Outcome::isOk).containsExactly(false, true);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aCallThatFindsNoConnectionGoesToAnother(RpcMode mode) {
    try (Bench bench = new Bench().at(1).good()) {
      assertThat(bench.call(mode).texts()).containsExactly("t");
    }
  }

  @Test
  void aCallThatFindsNoConnectionIsTriedWithEachInstance() {
    for (int first = 0; first < 3; first++) {
      try (Bench bench = new Bench().at(1).at(2).good().at(3)) {
        for (int i = 0; i < first; i++) {
          bench.call(RpcMode.UNARY);
        }
        assertThat(bench.call(RpcMode.UNARY).failure()).isNull();
      }
    }
  }

  @Test
  void aCallThatFindsNoConnectionAnywhereFailsAfterEachWasTriedOnce() {
    try (Bench bench = new Bench().at(1).at(2).at(3)) {
      assertThat(bench.call(RpcMode.UNARY).failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      bench.awaitAttempts(3);
    }
  }

  @Test
  void aRefusalAfterALackOfConnectionsIsForgivenOnce() {
    try (Bench bench = new Bench().at(1).good().faulty(Fault.REFUSES, 1)) {
      assertThat(bench.call(RpcMode.UNARY).failure()).isNull();
      bench.awaitAttempts(3);
    }
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void aCallWhoseConnectionIsClosedBeforeItIsSentGoesToAnother(RpcMode mode) {
    try (Bench bench = new Bench()) {
      int port =
          Rig.await(
                  bench
                      .vertx
                      .createNetServer()
                      .connectHandler(socket -> socket.close())
                      .listen(0, "127.0.0.1"))
              .actualPort();
      bench.at(port).good();
      assertThat(bench.call(mode).texts()).containsExactly("t");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"TAKES_AND_CLOSES", "CUTS", "FAILS", "ANSWERS_HEADERS_AND_REFUSES"})
  void aCallThatAServiceMayHaveBegunIsNotSentAgain(Fault fault) {
    for (RpcMode mode : List.of(RpcMode.UNARY, RpcMode.SERVER_STREAMING)) {
      try (Bench bench = new Bench().faulty(fault, 1).good()) {
        assertThat(bench.call(mode).failure()).as("%s", mode).isNotNull();
        assertThat(bench.service.seen.get()).isNull();
        bench.awaitAttempts(1);
      }
    }
  }

  @Test
  void onlyOnce() {
    try (Bench bench = new Bench().faulty(Fault.REFUSES, 1).faulty(Fault.REFUSES, 1)) {
      assertThat(bench.call(RpcMode.UNARY).failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(bench.faults).hasValue(2);
      bench.awaitAttempts(2);
    }
  }

  @Test
  void anInstanceThatIsAloneIsAskedAgain() {
    try (Bench bench = new Bench().faulty(Fault.REFUSES, 2)) {
      assertThat(bench.call(RpcMode.UNARY).failure().code()).isEqualTo(RpcCode.UNAVAILABLE);
      assertThat(bench.faults).hasValue(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStreamGoesToAnotherUnlessSomethingOfItWasRead(boolean writesAtOnce) {
    try (Bench bench = new Bench().faulty(Fault.REFUSES, 1).good()) {
      Future<ReadStream<EchoResponse>> call =
          bench.client.bidiStream(
              out -> {
                Future<Void> begin =
                    writesAtOnce ? out.write(REQUEST) : bench.vertx.timer(300).mapEmpty();
                return begin.compose(begun -> out.write(REQUEST));
              },
              CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(10)));
      List<EchoResponse> responses = new ArrayList<>();
      Throwable failure =
          Rig.await(
              call.compose(in -> Rig.collect(in, responses))
                  .transform((done, cause) -> Future.succeededFuture(cause)));
      if (writesAtOnce) {
        assertThat(((RpcException) failure).code()).isEqualTo(RpcCode.UNAVAILABLE);
        assertThat(bench.service.seen.get()).isNull();
      } else {
        assertThat(failure).isNull();
        assertThat(responses).hasSize(1);
      }
    }
  }

  @Test
  void aCallThatHasEndedIsNotSentAgain() {
    try (Bench bench = new Bench()) {
      int silent =
          Rig.await(bench.vertx.createNetServer().connectHandler(s -> {}).listen(0, "127.0.0.1"))
              .actualPort();
      bench.at(silent).good();
      CallOptions options = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(200));
      Answer answer = Rig.await(Calls.start(bench.client, RpcMode.UNARY, options, REQUEST));
      assertThat(answer.failure().code()).isEqualTo(RpcCode.DEADLINE_EXCEEDED);
      assertThat(bench.service.seen.get()).isNull();
    }
  }
}
