package io.vertebra.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A service's contract and, for each of its methods, the function that serves it.
 *
 * <p>Immutable. Generated interfaces make their own: {@code service.binding()}.
 */
public final class ServiceBinding {

  /** Serves a unary method. */
  @FunctionalInterface
  public interface UnaryFunction<Q, S> {
    /** Answers one request with one response. */
    Future<S> call(ServerCall call, Q request);
  }

  /** Serves a server-streaming method. */
  @FunctionalInterface
  public interface ServerStreamingFunction<Q, S> {
    /** Writes any number of responses; completing the future ends the call. */
    Future<Void> call(ServerCall call, Q request, WriteStream<S> responses);
  }

  /** Serves a client-streaming method. */
  @FunctionalInterface
  public interface ClientStreamingFunction<Q, S> {
    /** Reads the requests and answers with one response. */
    Future<S> call(ServerCall call, ReadStream<Q> requests);
  }

  /** Serves a bidirectional method. */
  @FunctionalInterface
  public interface BidiStreamingFunction<Q, S> {
    /** Reads and writes as it likes; completing the future ends the call. */
    Future<Void> call(ServerCall call, ReadStream<Q> requests, WriteStream<S> responses);
  }

  /**
   * A method and what answers it.
   *
   * @param method from the contract
   * @param handler calls the service's function
   */
  public record BoundMethod(RpcMethod<?, ?> method, RpcHandler handler) {}

  private final ServiceDescriptor descriptor;
  private final Map<String, BoundMethod> methods;

  private final boolean compressed;

  private ServiceBinding(
      ServiceDescriptor descriptor, Map<String, BoundMethod> methods, boolean compressed) {
    this.descriptor = descriptor;
    this.methods = Map.copyOf(methods);
    this.compressed = compressed;
  }

  /** Starts a binding of a contract. */
  public static Builder builder(ServiceDescriptor descriptor) {
    return new Builder(descriptor);
  }

  /** The service's full name. */
  public String service() {
    return descriptor.getFullName();
  }

  /** The service's contract. */
  public ServiceDescriptor descriptor() {
    return descriptor;
  }

  /** The methods by {@link RpcMethod#fullName()}. */
  public Map<String, BoundMethod> methods() {
    return methods;
  }

  /** Whether responses are compressed with gzip for clients that accept it. */
  public boolean isCompressed() {
    return compressed;
  }

  /**
   * The same with all responses compressed, for clients that accept it; a call may have it
   * otherwise with {@link ServerCall#compress}.
   */
  public ServiceBinding withCompression() {
    return new ServiceBinding(descriptor, methods, true);
  }

  /** Collects the functions of a service. */
  public static final class Builder {

    private final ServiceDescriptor descriptor;
    private final Map<String, BoundMethod> methods = new LinkedHashMap<>();

    private Builder(ServiceDescriptor descriptor) {
      this.descriptor = Objects.requireNonNull(descriptor, "descriptor");
    }

    /** Binds a unary method. */
    public <Q extends Message, S extends Message> Builder unary(
        RpcMethod<Q, S> method, UnaryFunction<Q, S> function) {
      return bind(
          method,
          request ->
              new BoundCall<Q, S>(request)
                  .withMessage((call, q) -> call.one(function.call(call, q))));
    }

    /** Binds a server-streaming method. */
    public <Q extends Message, S extends Message> Builder serverStreaming(
        RpcMethod<Q, S> method, ServerStreamingFunction<Q, S> function) {
      return bind(
          method,
          request ->
              new BoundCall<Q, S>(request)
                  .withMessage((call, q) -> call.stream(function.call(call, q, call.responses()))));
    }

    /** Binds a client-streaming method. */
    public <Q extends Message, S extends Message> Builder clientStreaming(
        RpcMethod<Q, S> method, ClientStreamingFunction<Q, S> function) {
      return bind(
          method,
          request ->
              new BoundCall<Q, S>(request)
                  .withStream((call, qs) -> call.one(function.call(call, qs))));
    }

    /** Binds a bidirectional method. */
    public <Q extends Message, S extends Message> Builder bidiStreaming(
        RpcMethod<Q, S> method, BidiStreamingFunction<Q, S> function) {
      return bind(
          method,
          request ->
              new BoundCall<Q, S>(request)
                  .withStream(
                      (call, qs) -> call.stream(function.call(call, qs, call.responses()))));
    }

    private Builder bind(RpcMethod<?, ?> method, RpcHandler handler) {
      if (!method.service().equals(descriptor.getFullName())) {
        throw new IllegalArgumentException(
            "method: " + method + " (expected: a method of " + descriptor.getFullName() + ")");
      }
      methods.put(method.fullName(), new BoundMethod(method, handler));
      return this;
    }

    /**
     * The binding.
     *
     * @throws IllegalStateException when a method of the contract is bound to nothing
     */
    public ServiceBinding build() {
      for (var method : descriptor.getMethods()) {
        String fullName = descriptor.getFullName() + "/" + method.getName();
        if (!methods.containsKey(fullName)) {
          throw new IllegalStateException(fullName + ": unbound (expected: a function)");
        }
      }
      return new ServiceBinding(descriptor, methods, false);
    }
  }
}
