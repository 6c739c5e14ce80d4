package io.vertebra.client;

import com.google.protobuf.Message;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.resilience.policy.Policies;
import io.vertebra.rpc.Interceptor;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.Pipeline;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.Stage;
import io.vertebra.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Makes calls: the one way from a generated client to a service, wherever that is served.
 *
 * <p>A call made while another is served inherits its deadline, its cancellation and its propagated
 * metadata. Safe for use from any thread: the call itself runs on an event loop, the caller's own
 * if it is on one, and results come back on the caller's Vert.x context.
 *
 * <pre>{@code
 * Channel channel = Channel.builder(vertx, router).build();
 * new OrderClient(channel).get(request).onSuccess(order -> ...);
 * }</pre>
 */
public final class Channel {

  private final VertxInternal vertx;
  private final TimeSource time;
  private final Duration defaultTimeout;
  private final Policies policies;
  private final RpcHandler pipeline;

  private Channel(Builder builder) {
    this.vertx = builder.vertx;
    this.time = builder.time;
    this.defaultTimeout = builder.defaultTimeout;
    this.policies = builder.policies;
    this.pipeline = Pipeline.of(builder.steps, builder.last);
  }

  /**
   * Starts a channel's description.
   *
   * @param router the last step of each call: a {@link ServiceRouter}, or a transport to one
   *     address
   */
  public static Builder builder(Vertx vertx, RpcHandler router) {
    return new Builder(vertx, router);
  }

  /** Calls a unary method. */
  public <Q extends Message, S extends Message> Future<S> unary(
      RpcMethod<Q, S> method, Q request, CallOptions options) {
    return start(method, options).one(MessageStream.of(request));
  }

  /**
   * Calls a server-streaming method.
   *
   * @return the responses once the headers are there; nothing flows before a handler is set, and a
   *     call that fails later fails the stream
   */
  public <Q extends Message, S extends Message> Future<ReadStream<S>> serverStreaming(
      RpcMethod<Q, S> method, Q request, CallOptions options) {
    return start(method, options).stream(MessageStream.of(request));
  }

  /**
   * Calls a client-streaming method.
   *
   * @param requests read at the server's pace; its failure cancels the call
   */
  public <Q extends Message, S extends Message> Future<S> clientStreaming(
      RpcMethod<Q, S> method, ReadStream<Q> requests, CallOptions options) {
    ClientCall<S> call = start(method, options);
    return call.one(call.requests(requests));
  }

  /** Calls a client-streaming method whose requests a function writes. */
  public <Q extends Message, S extends Message> Future<S> clientStreaming(
      RpcMethod<Q, S> method, RequestWriter<Q> writer, CallOptions options) {
    ClientCall<S> call = start(method, options);
    return call.one(call.requests(writer));
  }

  /** Calls a bidirectional method; see the other streaming modes for each direction. */
  public <Q extends Message, S extends Message> Future<ReadStream<S>> bidiStreaming(
      RpcMethod<Q, S> method, ReadStream<Q> requests, CallOptions options) {
    ClientCall<S> call = start(method, options);
    return call.stream(call.requests(requests));
  }

  /** Calls a bidirectional method whose requests a function writes. */
  public <Q extends Message, S extends Message> Future<ReadStream<S>> bidiStreaming(
      RpcMethod<Q, S> method, RequestWriter<Q> writer, CallOptions options) {
    ClientCall<S> call = start(method, options);
    return call.stream(call.requests(writer));
  }

  private <S extends Message> ClientCall<S> start(RpcMethod<?, S> method, CallOptions options) {
    ContextInternal caller = vertx.getOrCreateContext();
    return new ClientCall<>(
        method,
        options,
        caller,
        loopOf(caller),
        time,
        defaultTimeout,
        policies.of(method).timeout(),
        pipeline);
  }

  /** The context a call runs on: the caller's, or one of the same event loop if that may block. */
  private ContextInternal loopOf(ContextInternal caller) {
    return caller.isEventLoopContext()
        ? caller
        : vertx.contextBuilder().withEventLoop(caller.nettyEventLoop()).build();
  }

  /** Describes a channel. */
  public static final class Builder {

    private final VertxInternal vertx;
    private RpcHandler last;
    private TimeSource time;
    private Duration defaultTimeout = ClientConfig.DEFAULT.defaultTimeout();
    private Policies policies = method -> MethodResilience.UNSTATED;
    private final List<Pipeline.Step> steps = new ArrayList<>();

    private Builder(Vertx vertx, RpcHandler router) {
      this.vertx = (VertxInternal) Objects.requireNonNull(vertx, "vertx");
      this.last = Objects.requireNonNull(router, "router");
      this.time = TimeSource.system(vertx);
    }

    /** The clock of deadlines. */
    public Builder time(TimeSource newTime) {
      time = Objects.requireNonNull(newTime, "time");
      return this;
    }

    /** How long a unary call waits when caller, contract and inherited deadline say nothing. */
    public Builder defaultTimeout(Duration newDefaultTimeout) {
      defaultTimeout = Objects.requireNonNull(newDefaultTimeout, "defaultTimeout");
      return this;
    }

    /** What holds for methods now, in place of the deadlines that contracts state. */
    public Builder policies(Policies newPolicies) {
      policies = Objects.requireNonNull(newPolicies, "policies");
      return this;
    }

    /** Adds an interceptor. */
    public Builder intercept(Stage stage, Interceptor interceptor) {
      steps.add(new Pipeline.Step(stage, interceptor));
      return this;
    }

    /**
     * Puts a handler between the interceptors and the router, in front of those put there before:
     * one that may hand a call on never, or several times.
     */
    public Builder around(UnaryOperator<RpcHandler> handler) {
      last = Objects.requireNonNull(handler.apply(last), "handler");
      return this;
    }

    /** The channel. */
    public Channel build() {
      return new Channel(this);
    }
  }
}
