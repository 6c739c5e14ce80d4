package io.vertebra.rpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.util.Objects;

/**
 * One method of a service: its name, mode, message types and policy, all from the contract.
 *
 * <p>Immutable; one instance per method, made by generated code.
 *
 * @param <Q> what the client sends
 * @param <S> what the server answers
 */
public final class RpcMethod<Q extends Message, S extends Message> {

  private final String fullName;
  private final String service;
  private final String name;
  private final RpcMode mode;
  private final MethodDescriptor descriptor;
  private final Q requestPrototype;
  private final S responsePrototype;
  private final MethodPolicy policy;

  private RpcMethod(
      String fullName,
      RpcMode mode,
      MethodDescriptor descriptor,
      Q request,
      S response,
      MethodPolicy policy) {
    int slash = fullName.lastIndexOf('/');
    this.fullName = fullName;
    this.service = fullName.substring(0, Math.max(0, slash));
    this.name = fullName.substring(slash + 1);
    this.mode = mode;
    this.descriptor = descriptor;
    this.requestPrototype = Objects.requireNonNull(request, "requestPrototype");
    this.responsePrototype = Objects.requireNonNull(response, "responsePrototype");
    this.policy = policy;
  }

  /**
   * The method that a descriptor describes, with the default instances of its messages.
   *
   * @throws IllegalArgumentException when the policy that the descriptor states makes no sense
   */
  public static <Q extends Message, S extends Message> RpcMethod<Q, S> of(
      MethodDescriptor descriptor, Q requestPrototype, S responsePrototype) {
    String fullName = descriptor.getService().getFullName() + "/" + descriptor.getName();
    return new RpcMethod<>(
        fullName,
        RpcMode.of(descriptor),
        descriptor,
        requestPrototype,
        responsePrototype,
        MethodPolicy.of(descriptor));
  }

  /** A method that a caller named and nobody here implements. */
  public static RpcMethod<Empty, Empty> unknown(String fullName) {
    Empty none = Empty.getDefaultInstance();
    return new RpcMethod<>(
        fullName, RpcMode.BIDI_STREAMING, null, none, none, MethodPolicy.UNSTATED);
  }

  /** Service and method as on the wire without the leading slash: {@code pkg.Service/Method}. */
  public String fullName() {
    return fullName;
  }

  /** The service's full name: {@code pkg.Service}. */
  public String service() {
    return service;
  }

  /** The method's own name: {@code Method}. */
  public String name() {
    return name;
  }

  /** Which sides stream. */
  public RpcMode mode() {
    return mode;
  }

  /** Whether a contract describes this method, which {@link #unknown} ones lack. */
  public boolean isKnown() {
    return descriptor != null;
  }

  /**
   * The contract's description.
   *
   * @throws IllegalStateException when there is none
   */
  public MethodDescriptor descriptor() {
    if (descriptor == null) {
      throw new IllegalStateException(fullName + " (expected: a method of a known contract)");
    }
    return descriptor;
  }

  /** The default instance of what the client sends. */
  public Q requestPrototype() {
    return requestPrototype;
  }

  /** The default instance of what the server answers. */
  public S responsePrototype() {
    return responsePrototype;
  }

  /** How its calls are treated. */
  public MethodPolicy policy() {
    return policy;
  }

  @Override
  public String toString() {
    return fullName;
  }
}
