package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.client.local.LocalTransport;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.Deadline;
import io.vertebra.rpc.LocalServices;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.ServerCall;
import io.vertebra.server.RpcServer;
import io.vertebra.server.ServerConfig;
import io.vertebra.test.relay.Parcel;
import io.vertebra.test.relay.RelayClient;
import io.vertebra.test.relay.RelayService;
import io.vertebra.test.relay.SilentClient;
import io.vertebra.test.relay.SilentService;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which deadline a call has: of the caller, the contract, the channel. */
@Timeout(60)
class PolicyScenariosTest {

  private static final Parcel PARCEL = Parcel.newBuilder().setVersion(1).setId("a").build();
  private static final CallOptions SAYS_NOTHING = CallOptions.DEFAULT;
  private static final Duration CHANNEL_DEFAULT = Duration.ofMinutes(5);

  private final Vertx vertx = Vertx.vertx();
  private final LocalServices local = new LocalServices("node");
  private final Http2Transport http2 = new Http2Transport(vertx, ClientConfig.DEFAULT);
  private final RpcServer server =
      RpcServer.builder(vertx)
          .config(ServerConfig.DEFAULT.withPort(0))
          .local(local)
          .bind(new Recording().binding())
          .bind(new SilentRecording().binding())
          .build();
  private final int port = Rig.await(server.start());

  /** The deadline of the last call, as its function saw it. */
  private volatile Optional<Deadline> seen;

  /** What each function does before it answers. */
  private volatile Supplier<Future<Void>> nested = Future::succeededFuture;

  @AfterEach
  void stop() {
    Rig.await(http2.close());
    Rig.await(server.stop());
    Rig.await(vertx.close());
  }

  private Channel channel(Route route) {
    LocalTransport transport = new LocalTransport(TimeSource.system(vertx), ClientConfig.DEFAULT);
    RpcHandler inside =
        request ->
            transport.call(
                request,
                local
                    .find(request.method().service(), request.context().vertxContext())
                    .orElseThrow());
    return Channel.builder(vertx, route == Route.LOCAL ? inside : http2.to("127.0.0.1", port))
        .defaultTimeout(CHANNEL_DEFAULT)
        .build();
  }

  private void sawDeadlineIn(Duration timeout) {
    assertThat(seen).isPresent();
    assertThat(Duration.ofNanos(seen.get().remainingNanos()))
        .isBetween(timeout.minusMinutes(1), timeout);
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void isThatOfTheContractInEveryMode(Route route) {
    RelayClient client = new RelayClient(channel(route));
    Duration stated = Duration.ofMinutes(20);

    Rig.await(client.pass(PARCEL));
    sawDeadlineIn(stated);
    Rig.await(client.passMany(PARCEL).compose(in -> Rig.collect(in, new ArrayList<>())));
    sawDeadlineIn(stated);
    Rig.await(client.collect(out -> out.write(PARCEL)));
    sawDeadlineIn(stated);
    Rig.await(
        client.passAll(out -> out.write(PARCEL)).compose(in -> Rig.collect(in, new ArrayList<>())));
    sawDeadlineIn(stated);
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void isThatOfTheCallerBeforeThatOfTheContract(Route route) {
    RelayClient client = new RelayClient(channel(route));

    Rig.await(client.pass(PARCEL, SAYS_NOTHING.withTimeout(Duration.ofMinutes(3))));
    sawDeadlineIn(Duration.ofMinutes(3));
    Rig.await(client.hurry(PARCEL, SAYS_NOTHING.withTimeout(Duration.ofMinutes(40))));
    sawDeadlineIn(Duration.ofMinutes(40));
    Rig.await(client.linger(PARCEL, SAYS_NOTHING.withTimeout(Duration.ofMinutes(3))));
    sawDeadlineIn(Duration.ofMinutes(3));
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void isNoneWhenTheContractSaysSo(Route route) {
    Rig.await(new RelayClient(channel(route)).linger(PARCEL));

    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void isThatOfTheChannelWhenNobodySaysAnythingAndNothingStreams(Route route) {
    SilentClient client = new SilentClient(channel(route));

    Rig.await(client.ask(PARCEL));
    sawDeadlineIn(CHANNEL_DEFAULT);
    Rig.await(client.listen(PARCEL).compose(in -> Rig.collect(in, new ArrayList<>())));
    assertThat(seen).isEmpty();
  }

  @Test
  void isNeverLaterThanTheInheritedOne() {
    RelayClient inner = new RelayClient(channel(Route.HTTP2));
    nested = () -> inner.pass(PARCEL).mapEmpty();

    Rig.await(
        new SilentClient(channel(Route.HTTP2))
            .ask(PARCEL, SAYS_NOTHING.withTimeout(Duration.ofMinutes(2))));

    sawDeadlineIn(Duration.ofMinutes(2));
  }

  @Test
  void isThatOfTheContractForAStrangerWhoSaysNothing() {
    ManagedChannel stranger =
        ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      call(stranger, RelayService.METHOD_PASS);
      sawDeadlineIn(Duration.ofMinutes(20));

      nested = () -> Promise.<Void>promise().future();
      assertThatThrownBy(() -> call(stranger, RelayService.METHOD_HURRY))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              failure ->
                  assertThat(failure.getStatus().getCode())
                      .isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    } finally {
      stranger.shutdownNow();
    }
  }

  private static void call(ManagedChannel stranger, RpcMethod<Parcel, Parcel> method) {
    MethodDescriptor<Message, Message> descriptor =
        MethodDescriptor.<Message, Message>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method.fullName())
            .setRequestMarshaller(ProtoUtils.marshaller(method.requestPrototype()))
            .setResponseMarshaller(ProtoUtils.marshaller(method.responsePrototype()))
            .build();
    ClientCalls.blockingUnaryCall(stranger, descriptor, io.grpc.CallOptions.DEFAULT, PARCEL);
  }

  private Future<Void> enter() {
    Supplier<Future<Void>> before = nested;
    nested = Future::succeededFuture;
    return before.get().onSuccess(done -> seen = CallContext.current().deadline());
  }

  private final class Recording implements RelayService {

    @Override
    public Future<Parcel> pass(ServerCall call, Parcel request) {
      return enter().map(request);
    }

    @Override
    public Future<Void> passMany(ServerCall call, Parcel request, WriteStream<Parcel> responses) {
      return enter().compose(done -> responses.write(request));
    }

    @Override
    public Future<Parcel> collect(ServerCall call, ReadStream<Parcel> requests) {
      return enter().compose(done -> Rig.collect(requests, new ArrayList<>())).map(PARCEL);
    }

    @Override
    public Future<Void> passAll(
        ServerCall call, ReadStream<Parcel> requests, WriteStream<Parcel> responses) {
      return enter().compose(done -> requests.pipeTo(responses));
    }

    @Override
    public Future<Parcel> hurry(ServerCall call, Parcel request) {
      return enter().map(request);
    }

    @Override
    public Future<Parcel> linger(ServerCall call, Parcel request) {
      return enter().map(request);
    }
  }

  private final class SilentRecording implements SilentService {

    @Override
    public Future<Parcel> ask(ServerCall call, Parcel request) {
      return enter().map(request);
    }

    @Override
    public Future<Parcel> read(ServerCall call, Parcel request) {
      return enter().map(request);
    }

    @Override
    public Future<Void> listen(ServerCall call, Parcel request, WriteStream<Parcel> responses) {
      return enter();
    }
  }
}
