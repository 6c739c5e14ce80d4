package io.vertebra.resilience.breaker;

import com.google.protobuf.Message;
import io.vertebra.resilience.policy.BreakerPolicy;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.rpc.CallContext;
import io.vertebra.rpc.CallLifecycle;
import io.vertebra.rpc.Deadline;
import io.vertebra.rpc.MessageStream;
import io.vertebra.rpc.Metadata;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcHandler;
import io.vertebra.rpc.RpcMethod;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.test.v1.EchoResponse;
import io.vertebra.test.v1.EchoService;
import io.vertebra.time.ManualTimeSource;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Breakers before a service that a test answers for, under a clock that it moves. */
final class BreakerBench implements AutoCloseable {

  static final RpcMethod<EchoRequest, EchoResponse> UNARY = EchoService.METHOD_UNARY;
  static final EchoRequest REQUEST = EchoRequest.newBuilder().setText("q").build();
  static final EchoResponse RESPONSE = EchoResponse.newBuilder().setText("s").build();
  static final Duration OPEN_FOR = Duration.ofSeconds(1);

  /** Opens after three failures in a row. */
  static final BreakerPolicy THREE =
      new BreakerPolicy(
          BreakerPolicy.Mode.CONSECUTIVE,
          Duration.ofSeconds(10),
          1,
          1,
          3,
          Optional.empty(),
          OPEN_FOR);

  final Vertx vertx = Vertx.vertx();
  final ManualTimeSource time = new ManualTimeSource();
  final Fallbacks fallbacks = new Fallbacks();
  final List<Throwable> unhandled = new CopyOnWriteArrayList<>();
  final List<BreakerChange> changes = new CopyOnWriteArrayList<>();
  final AtomicInteger reached = new AtomicInteger();
  final CircuitBreakers breakers;
  volatile MethodResilience resilience = MethodResilience.UNSTATED.withBreaker(THREE);

  /** Draws 0, which refuses whatever may be refused. */
  private final RandomGenerator strict = () -> 0L;

  BreakerBench() {
    vertx.exceptionHandler(unhandled::add);
    breakers = new CircuitBreakers(vertx, time, strict, method -> resilience, fallbacks);
    breakers.onChange(changes::add);
  }

  /** A call that has been made: what it came to, and its life. */
  record Made(CallLifecycle life, Future<RpcResponse> response, Promise<RpcResponse> service) {

    /** The failure that its caller saw; null when there was none. */
    RpcException failure() {
      return (RpcException)
          await(response.transform((done, cause) -> Future.succeededFuture(cause)));
    }

    Message message() {
      return await(response.compose(answer -> answer.messages().one()));
    }

    boolean isRefused() {
      return response.failed();
    }

    void answers() {
      answers(RpcResponse.of(RESPONSE));
    }

    void answers(RpcResponse answer) {
      on(life.context(), () -> service.tryComplete(answer));
      on(life.context(), life::finish);
    }

    void fails(RpcCode code) {
      fails(RpcException.of(code, "the test says so"));
    }

    void fails(RpcException failure) {
      on(life.context(), () -> service.tryFail(failure));
      on(life.context(), () -> life.fail(failure));
    }

    void isCancelled() {
      on(life.context(), () -> life.cancel("enough"));
    }
  }

  Made call() {
    return call(UNARY, null);
  }

  /** A call that waits for the test to answer it, unless it is refused. */
  Made call(RpcMethod<?, ?> method, Duration timeout) {
    ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    CallLifecycle life = CallLifecycle.root(context, time);
    Promise<RpcResponse> service = Promise.promise();
    RpcHandler handler =
        breakers.around(
            request -> {
              reached.incrementAndGet();
              return service.future();
            });
    CallContext facts =
        CallContext.of(life, Metadata.EMPTY, "")
            .withDeadline(timeout == null ? null : Deadline.after(timeout, time));
    Promise<RpcResponse> response = Promise.promise();
    RpcRequest request = new RpcRequest(method, facts, MessageStream.of(REQUEST));
    on(context, () -> handler.handle(request).onComplete(response));
    return new Made(life, response.future(), service);
  }

  void fail(int calls) {
    for (int call = 0; call < calls; call++) {
      call().fails(RpcCode.UNAVAILABLE);
    }
  }

  void open() {
    fail(3);
  }

  void halfOpen() {
    open();
    time.advance(OPEN_FOR);
  }

  void allowFallbacks() {
    MethodResilience now = resilience;
    resilience =
        new MethodResilience(
            now.timeout(),
            now.attemptTimeout(),
            now.retry(),
            now.hedging(),
            now.breaker(),
            now.criticality(),
            now.rate(),
            true,
            false);
  }

  BreakerState only() {
    List<BreakerState> states = breakers.states();
    if (states.size() != 1) {
      throw new AssertionError(states);
    }
    return states.get(0);
  }

  CircuitBreakerState state() {
    return only().state();
  }

  List<CircuitBreakerState> path() {
    List<CircuitBreakerState> path = new ArrayList<>();
    changes.forEach(change -> path.add(change.now().state()));
    return path;
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /** Runs a task on a context and waits for it and for what it set going there. */
  static void on(ContextInternal context, Runnable task) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        ignored -> {
          task.run();
          context.runOnContext(later -> done.complete());
        });
    await(done.future());
  }

  @Override
  public void close() {
    await(vertx.close());
    if (!unhandled.isEmpty()) {
      throw new AssertionError(unhandled.get(0));
    }
  }
}
