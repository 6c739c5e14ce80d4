package io.vertebra.server.reflection;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.server.ServiceBinding;
import io.vertebra.server.reflection.v1.ServerReflectionRequest;
import io.vertebra.server.reflection.v1.ServerReflectionResponse;
import io.vertebra.server.reflection.v1.ServerReflectionService;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Server reflection for a set of services: bindings of {@code grpc.reflection.v1} and {@code
 * v1alpha}, which describe themselves too.
 *
 * <pre>{@code
 * Reflection.of(bindings).forEach(server::bind);
 * }</pre>
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/server-reflection.md">GRPC Server
 *     Reflection Protocol</a>
 */
public final class Reflection {

  private static final RpcMethod<ServerReflectionRequest, ServerReflectionResponse> V1 =
      ServerReflectionService.METHOD_SERVER_REFLECTION_INFO;
  private static final RpcMethod<
          io.vertebra.server.reflection.v1alpha.ServerReflectionRequest,
          io.vertebra.server.reflection.v1alpha.ServerReflectionResponse>
      V1_ALPHA =
          io.vertebra.server.reflection.v1alpha.ServerReflectionService
              .METHOD_SERVER_REFLECTION_INFO;

  private final DescriptorIndex index;

  private Reflection(DescriptorIndex index) {
    this.index = index;
  }

  /**
   * The two bindings that describe services.
   *
   * @param services all that the server serves besides
   */
  public static List<ServiceBinding> of(Collection<ServiceBinding> services) {
    List<ServiceDescriptor> all = new ArrayList<>();
    services.forEach(service -> all.add(service.descriptor()));
    all.add(V1.descriptor().getService());
    all.add(V1_ALPHA.descriptor().getService());
    Reflection reflection = new Reflection(new DescriptorIndex(all));
    return List.of(reflection.binding(V1), reflection.binding(V1_ALPHA));
  }

  private <Q extends Message, S extends Message> ServiceBinding binding(RpcMethod<Q, S> method) {
    return ServiceBinding.builder(method.descriptor().getService())
        .bidiStreaming(method, (call, requests, responses) -> talk(method, requests, responses))
        .build();
  }

  private <Q extends Message, S extends Message> Future<Void> talk(
      RpcMethod<Q, S> method, ReadStream<Q> requests, WriteStream<S> responses) {
    ReflectionStream stream = new ReflectionStream(index);
    Promise<Void> end = Promise.promise();
    requests.exceptionHandler(end::tryFail);
    requests.endHandler(ended -> end.tryComplete());
    responses.drainHandler(drained -> requests.resume());
    requests.handler(
        request -> {
          ServerReflectionResponse answer =
              stream.answer(converted(request, ServerReflectionRequest.parser()));
          responses.write(converted(answer, parser(method))).onFailure(end::tryFail);
          if (responses.writeQueueFull()) {
            requests.pause();
          }
        });
    return end.future();
  }

  @SuppressWarnings("unchecked")
  private static <S extends Message> Parser<S> parser(RpcMethod<?, S> method) {
    return (Parser<S>) method.responsePrototype().getParserForType();
  }

  /** The same message of the contract's other version: they are the same on the wire. */
  @SuppressWarnings("unchecked")
  private static <T extends Message> T converted(Message message, Parser<T> parser) {
    if (message.getParserForType() == parser) {
      return (T) message;
    }
    try {
      return parser.parseFrom(message.toByteString());
    } catch (InvalidProtocolBufferException impossible) {
      throw RpcException.from(impossible);
    }
  }
}
