package io.vertebra.server.reflection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ExtensionRequest;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.ServerCall;
import io.vertebra.server.RpcServer;
import io.vertebra.server.ServiceBinding;
import io.vertebra.test.reflected.Base;
import io.vertebra.test.reflected.ReflectedService;
import io.vertebra.test.v1.EchoResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** grpc.reflection as grpc-java's own stubs see it. */
class ReflectionTest {

  private static final String REFLECTED = "reflected.proto";

  private final Vertx vertx = Vertx.vertx();
  private RpcServer server;
  private ManagedChannel channel;

  /** The two versions, spoken by the stubs of each; their messages are the same on the wire. */
  enum Version {
    V1,
    V1_ALPHA
  }

  private static final class Reflected implements ReflectedService {
    @Override
    public Future<EchoResponse> get(ServerCall call, Base request) {
      return Future.succeededFuture(EchoResponse.getDefaultInstance());
    }
  }

  @BeforeEach
  void start() {
    List<ServiceBinding> services = List.of(new Reflected().binding());
    RpcServer.Builder builder = RpcServer.builder(vertx);
    services.forEach(builder::bind);
    Reflection.of(services).forEach(builder::bind);
    server = builder.build();
    int port = await(server.start());
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    await(server.stop());
    await(vertx.close());
  }

  @ParameterizedTest
  @EnumSource
  void listsAllServicesItselfIncluded(Version version) {
    Talk talk = new Talk(version);

    ServerReflectionResponse answer = talk.ask(request().setListServices("").build());

    assertThat(answer.getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .containsExactly(
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection",
            "vertebra.test.reflected.Reflected");
  }

  @ParameterizedTest
  @EnumSource
  void echoesRequestAndHost(Version version) {
    ServerReflectionRequest request =
        request().setHost("here.example").setFileByFilename(REFLECTED).build();

    ServerReflectionResponse answer = new Talk(version).ask(request);

    assertThat(answer.getValidHost()).isEqualTo("here.example");
    assertThat(answer.getOriginalRequest()).isEqualTo(request);
  }

  @ParameterizedTest
  @EnumSource
  void givesAFileAndItsImportsOncePerStream(Version version) {
    Talk talk = new Talk(version);
    ServerReflectionRequest request = request().setFileByFilename(REFLECTED).build();

    assertThat(talk.files(request)).containsExactly(REFLECTED, "echo.proto");
    // The file that is asked for comes again, for clients that keep nothing; its imports do not.
    assertThat(talk.files(request)).containsExactly(REFLECTED);
    assertThat(new Talk(version).files(request)).containsExactly(REFLECTED, "echo.proto");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Reflected",
        "Reflected.Get",
        "Base",
        "Base.Inner",
        "Base.Inner.text",
        "Base.kind",
        "Base.choice",
        "Base.Kind",
        "Base.KIND_OTHER",
        "file_extension",
        "Base.nested_extension"
      })
  void findsSymbolsOfEveryKind(String symbol) {
    String name = "vertebra.test.reflected." + symbol;

    Talk talk = new Talk(Version.V1);

    assertThat(talk.files(request().setFileContainingSymbol(name).build())).contains(REFLECTED);
  }

  @Test
  void findsSymbolsOfImportedFiles() {
    String name = "vertebra.test.v1.EchoResponse";

    assertThat(new Talk(Version.V1).files(request().setFileContainingSymbol(name).build()))
        .containsExactly("echo.proto");
  }

  @Test
  void findsExtensions() {
    Talk talk = new Talk(Version.V1);

    assertThat(talk.files(extension("vertebra.test.reflected.Base", 102))).contains(REFLECTED);
    assertThat(
            talk.ask(request().setAllExtensionNumbersOfType("vertebra.test.reflected.Base").build())
                .getAllExtensionNumbersResponse())
        .satisfies(
            numbers -> {
              assertThat(numbers.getBaseTypeName()).isEqualTo("vertebra.test.reflected.Base");
              assertThat(numbers.getExtensionNumberList()).containsExactly(100, 102);
            });
  }

  @Test
  void aMessageWithoutExtensionsHasNone() {
    ServerReflectionResponse answer =
        new Talk(Version.V1)
            .ask(request().setAllExtensionNumbersOfType("vertebra.test.v1.EchoResponse").build());

    assertThat(answer.hasAllExtensionNumbersResponse()).isTrue();
    assertThat(answer.getAllExtensionNumbersResponse().getExtensionNumberList()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void answersWhatItDoesNotKnowByAnErrorAndGoesOn(Version version) {
    Talk talk = new Talk(version);

    Stream.of(
            request().setFileByFilename("nothing.proto").build(),
            request().setFileContainingSymbol("no.Thing").build(),
            request().setFileContainingSymbol("").build(),
            extension("vertebra.test.reflected.Base", 150),
            extension("no.Thing", 1),
            request().setAllExtensionNumbersOfType("no.Thing").build())
        .forEach(
            request ->
                assertThat(talk.ask(request).getErrorResponse().getErrorCode())
                    .as("%s", request)
                    .isEqualTo(RpcCode.NOT_FOUND.number()));
    assertThat(talk.ask(request().build()).getErrorResponse().getErrorCode())
        .isEqualTo(RpcCode.INVALID_ARGUMENT.number());
    assertThat(talk.ask(request().setListServices("").build()).hasListServicesResponse()).isTrue();
    talk.requests.onCompleted();
    assertThat(talk.next()).isEqualTo("ended");
  }

  @Test
  void answersManyRequestsInOrderToAClientThatReadsLate() {
    Talk talk = new Talk(Version.V1);
    for (int i = 0; i < 2_000; i++) {
      talk.requests.onNext(request().setHost("h" + i).setFileByFilename(REFLECTED).build());
    }
    talk.requests.onCompleted();

    for (int i = 0; i < 2_000; i++) {
      assertThat(talk.next())
          .isInstanceOfSatisfying(
              ServerReflectionResponse.class,
              answer -> assertThat(answer.getFileDescriptorResponse()).isNotNull())
          .extracting("validHost")
          .isEqualTo("h" + i);
    }
    assertThat(talk.next()).isEqualTo("ended");
  }

  @Test
  void whatItGivesBuildsDescriptors() throws InvalidProtocolBufferException {
    ServerReflectionResponse answer =
        new Talk(Version.V1).ask(request().setFileByFilename(REFLECTED).build());

    FileDescriptorProto file =
        FileDescriptorProto.parseFrom(answer.getFileDescriptorResponse().getFileDescriptorProto(0));
    assertThat(file).isEqualTo(Base.getDescriptor().getFile().toProto());
  }

  private static ServerReflectionRequest.Builder request() {
    return ServerReflectionRequest.newBuilder();
  }

  private static ServerReflectionRequest extension(String type, int number) {
    return request()
        .setFileContainingExtension(
            ExtensionRequest.newBuilder().setContainingType(type).setExtensionNumber(number))
        .build();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** One stream of requests. */
  private final class Talk {

    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    final StreamObserver<ServerReflectionRequest> requests;

    Talk(Version version) {
      requests = START.get(version).apply(channel, new Answers(events));
    }

    Object next() {
      try {
        return events.poll(10, TimeUnit.SECONDS);
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }

    ServerReflectionResponse ask(ServerReflectionRequest request) {
      requests.onNext(request);
      return (ServerReflectionResponse) next();
    }

    List<String> files(ServerReflectionRequest request) {
      return ask(request).getFileDescriptorResponse().getFileDescriptorProtoList().stream()
          .map(Talk::fileName)
          .toList();
    }

    private static String fileName(ByteString file) {
      try {
        return FileDescriptorProto.parseFrom(file).getName();
      } catch (InvalidProtocolBufferException broken) {
        throw new AssertionError(broken);
      }
    }
  }

  private static final Map<
          Version,
          BiFunction<
              ManagedChannel,
              StreamObserver<ServerReflectionResponse>,
              StreamObserver<ServerReflectionRequest>>>
      START =
          Map.of(
              Version.V1,
              (channel, answers) ->
                  ServerReflectionGrpc.newStub(channel).serverReflectionInfo(answers),
              Version.V1_ALPHA,
              AlphaStub::start);

  private record Answers(BlockingQueue<Object> events)
      implements StreamObserver<ServerReflectionResponse> {

    @Override
    public void onNext(ServerReflectionResponse value) {
      events.add(value);
    }

    @Override
    public void onError(Throwable failure) {
      events.add(failure);
    }

    @Override
    public void onCompleted() {
      events.add("ended");
    }
  }
}
