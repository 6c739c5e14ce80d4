package io.vertebra.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertebra.client.CallOptions;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.resilience.policy.RetryThrottling;
import io.vertebra.resilience.retry.AttemptWatcher;
import io.vertebra.resilience.retry.Attempts;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.Stage;
import io.vertebra.test.v1.EchoRequest;
import io.vertebra.time.Jitter;
import io.vertebra.time.TimeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;

/** A server with a script, and a client whose calls may have several attempts. */
final class AttemptBench implements AutoCloseable, AttemptWatcher {
  static final int BUFFER_BYTES = 64 << 10;

  final Script script = new Script();
  final List<Outcome> attempts = Collections.synchronizedList(new ArrayList<>());
  final List<Reason> refusals = Collections.synchronizedList(new ArrayList<>());
  final List<Long> delays = Collections.synchronizedList(new ArrayList<>());
  final Rig rig;
  private Attempts made;

  AttemptBench(Route route, MethodResilience policy) {
    rig =
        Rig.governed(
            route,
            server -> server.intercept(Stage.BUSINESS, script),
            (vertx, client) -> client.around(attempts(policy, TimeSource.system(vertx))::around));
  }

  private Attempts attempts(MethodResilience policy, TimeSource time) {
    made =
        new Attempts(
            method -> repeatable(policy),
            () -> RetryThrottling.DEFAULT,
            BUFFER_BYTES,
            this,
            Jitter.NONE,
            time);
    return made;
  }

  /** The test service's contract promises nothing. */
  private static MethodResilience repeatable(MethodResilience policy) {
    return new MethodResilience(
        policy.timeout(),
        policy.attemptTimeout(),
        policy.retry(),
        policy.hedging(),
        policy.breaker(),
        policy.criticality(),
        policy.rate(),
        policy.fallbackAllowed(),
        true);
  }

  @Override
  public void ended(RpcRequest call, int number, Outcome outcome) {
    attempts.add(outcome);
  }

  @Override
  public void retried(RpcRequest call, RpcException failure, long delayNanos) {
    delays.add(delayNanos);
  }

  @Override
  public void gaveUp(RpcRequest call, RpcException failure, Reason reason) {
    refusals.add(reason);
  }

  Answer call(RpcMode mode) {
    return rig.call(mode, CallOptions.DEFAULT, request("a"), request("b"), request("c"));
  }

  void assertNothingIsLeft() {
    Awaitility.await()
        .untilAsserted(
            () ->
                made.forEach(
                    (service, state) -> {
                      assertThat(state.budget().calls()).isZero();
                      assertThat(state.budget().retries()).isZero();
                    }));
  }

  @Override
  public void close() {
    rig.close();
  }

  static EchoRequest request(String text) {
    return EchoRequest.newBuilder().setText(text).setCount(2).build();
  }

  void assertServed(RpcMode mode, Answer answer) {
    assertThat(answer.failure()).isNull();
    assertThat(answer.texts())
        .isEqualTo(
            switch (mode) {
              case UNARY -> List.of("a");
              case SERVER_STREAMING -> List.of("a", "a");
              case CLIENT_STREAMING -> List.of("a,b,c");
              case BIDI_STREAMING -> List.of("a", "b", "c");
            });
  }
}
