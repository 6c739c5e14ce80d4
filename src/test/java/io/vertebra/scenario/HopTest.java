package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import io.vertebra.client.CallOptions;
import io.vertebra.client.Channel;
import io.vertebra.client.ClientConfig;
import io.vertebra.client.http2.Http2Transport;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.ServerCall;
import io.vertebra.server.RpcServer;
import io.vertebra.server.ServerConfig;
import io.vertebra.server.ServiceBinding;
import io.vertebra.test.relay.Kind;
import io.vertebra.test.relay.Parcel;
import io.vertebra.test.relay.RelayClient;
import io.vertebra.test.relay.RelayProto;
import io.vertebra.test.relay.RelayService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A caller and a service know a newer contract than the proxy between them: what that does not know
 * reaches the other end all the same, both ways.
 */
class HopTest {

  private static final ServiceDescriptor NEWER = newer().findServiceByName("Relay");
  private static final Descriptor PARCEL = newer().findMessageTypeByName("Parcel");

  private final Vertx vertx = Vertx.vertx();
  private final Http2Transport http2 = new Http2Transport(vertx, ClientConfig.DEFAULT);
  private final List<DynamicMessage> arrived = new CopyOnWriteArrayList<>();
  private final List<Parcel> passed = new CopyOnWriteArrayList<>();
  private final RpcServer service = serving(newerService());
  private final Channel toService = to(Rig.await(service.start()));
  private final RpcServer proxy = serving(new Proxy(new RelayClient(toService)).binding());
  private final Channel toProxy = to(Rig.await(proxy.start()));

  /** The contract with a field, a sub-message's field and enum values that generated code lacks. */
  private static FileDescriptor newer() {
    FileDescriptorProto.Builder file = RelayProto.getDescriptor().toProto().toBuilder();
    file.getMessageTypeBuilder(0)
        .addField(
            FieldDescriptorProto.newBuilder()
                .setName("weight_grams")
                .setNumber(100)
                .setType(FieldDescriptorProto.Type.TYPE_INT64)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL));
    file.getEnumTypeBuilder(0)
        .addValue(EnumValueDescriptorProto.newBuilder().setName("KIND_CRATE").setNumber(77));
    try {
      List<FileDescriptor> imports = RelayProto.getDescriptor().getDependencies();
      return FileDescriptor.buildFrom(file.build(), imports.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private static DynamicMessage parcel() {
    DynamicMessage.Builder parcel = DynamicMessage.newBuilder(PARCEL);
    try {
      TextFormat.merge(
          """
          version: 2 id: "p" weight_grams: 4711 kind: KIND_CRATE
          kinds: [KIND_LETTER, KIND_CRATE, KIND_UNSPECIFIED]
          labels { key: "top" value: KIND_CRATE }
          inner { weight_grams: 12 kind: KIND_CRATE }
          """,
          parcel);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(e);
    }
    return parcel.build();
  }

  private static RpcMethod<DynamicMessage, DynamicMessage> method(String name) {
    DynamicMessage prototype = DynamicMessage.getDefaultInstance(PARCEL);
    return RpcMethod.of(NEWER.findMethodByName(name), prototype, prototype);
  }

  private RpcServer serving(ServiceBinding binding) {
    return RpcServer.builder(vertx).config(ServerConfig.DEFAULT.withPort(0)).bind(binding).build();
  }

  private Channel to(int port) {
    return Channel.builder(vertx, http2.to("127.0.0.1", port)).build();
  }

  @AfterEach
  void stop() {
    Rig.await(http2.close());
    Rig.await(proxy.stop());
    Rig.await(service.stop());
    Rig.await(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(RpcMode.class)
  void keepsWhatTheProxyDoesNotKnow(RpcMode mode) {
    DynamicMessage sent = parcel();

    assertThat(Rig.await(call(mode, sent))).containsOnly(sent).isNotEmpty();

    assertThat(arrived).containsOnly(sent).isNotEmpty();
    assertThat(passed).isNotEmpty();
    assertThat(passed.get(0).getKind()).isEqualTo(Kind.UNRECOGNIZED);
    assertThat(passed.get(0).getUnknownFields().hasField(100)).isTrue();
  }

  private Future<List<DynamicMessage>> call(RpcMode mode, DynamicMessage sent) {
    CallOptions options = CallOptions.DEFAULT;
    List<DynamicMessage> answers = new ArrayList<>();
    return switch (mode) {
      case UNARY -> toProxy.unary(method("Pass"), sent, options).map(List::of);
      case SERVER_STREAMING ->
          toProxy
              .serverStreaming(method("PassMany"), sent, options)
              .compose(in -> Rig.collect(in, answers))
              .map(answers);
      case CLIENT_STREAMING ->
          toProxy.clientStreaming(method("Collect"), out -> out.write(sent), options).map(List::of);
      case BIDI_STREAMING ->
          toProxy
              .bidiStreaming(method("PassAll"), out -> out.write(sent), options)
              .compose(in -> Rig.collect(in, answers))
              .map(answers);
    };
  }

  /** Answers with what it is sent, in terms of the newer contract. */
  private ServiceBinding newerService() {
    return ServiceBinding.builder(NEWER)
        .unary(method("Pass"), (call, request) -> Future.succeededFuture(arrived(request)))
        .serverStreaming(
            method("PassMany"), (call, request, responses) -> responses.write(arrived(request)))
        .clientStreaming(
            method("Collect"),
            (call, requests) -> Rig.collect(requests, arrived).map(done -> arrived.get(0)))
        .bidiStreaming(
            method("PassAll"),
            (call, requests, responses) ->
                Rig.collect(requests, arrived).compose(done -> responses.write(arrived.get(0))))
        .unary(method("Hurry"), (call, request) -> Future.succeededFuture(request))
        .unary(method("Linger"), (call, request) -> Future.succeededFuture(request))
        .build();
  }

  private DynamicMessage arrived(DynamicMessage message) {
    arrived.add(message);
    return message;
  }

  /** Passes on what it has parsed by the older contract. */
  private final class Proxy implements RelayService {

    private final RelayClient next;

    Proxy(RelayClient next) {
      this.next = next;
    }

    private Parcel seen(Parcel parcel) {
      passed.add(parcel);
      return parcel;
    }

    @Override
    public Future<Parcel> pass(ServerCall call, Parcel request) {
      return next.pass(seen(request));
    }

    @Override
    public Future<Void> passMany(ServerCall call, Parcel request, WriteStream<Parcel> responses) {
      return next.passMany(seen(request)).compose(in -> in.pipeTo(responses));
    }

    @Override
    public Future<Parcel> collect(ServerCall call, ReadStream<Parcel> requests) {
      return Rig.collect(requests, passed)
          .compose(done -> next.collect(out -> out.write(passed.get(0))));
    }

    @Override
    public Future<Void> passAll(
        ServerCall call, ReadStream<Parcel> requests, WriteStream<Parcel> responses) {
      return Rig.collect(requests, passed)
          .compose(done -> next.passAll(out -> out.write(passed.get(0))))
          .compose(in -> in.pipeTo(responses));
    }

    @Override
    public Future<Parcel> hurry(ServerCall call, Parcel request) {
      return next.hurry(request);
    }

    @Override
    public Future<Parcel> linger(ServerCall call, Parcel request) {
      return next.linger(request);
    }
  }
}
