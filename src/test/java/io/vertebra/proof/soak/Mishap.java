package io.vertebra.proof.soak;

import io.vertebra.client.CallHandle;
import io.vertebra.client.CallOptions;
import io.vertebra.rpc.RpcCode;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What a call meets on its way, beside connections that are cut under any of them. */
enum Mishap {
  NONE(Set.of()),
  CANCEL(Set.of(RpcCode.CANCELLED)),
  DEADLINE(Set.of(RpcCode.DEADLINE_EXCEEDED)),
  FAILURE(Set.of(RpcCode.FAILED_PRECONDITION));

  private static final int MOST_MILLIS = 20;

  private final Set<RpcCode> ends;

  Mishap(Set<RpcCode> ends) {
    this.ends = ends;
  }

  /** Half of the calls meet none. */
  static Mishap any(RandomGenerator random) {
    return random.nextBoolean() ? NONE : values()[random.nextInt(values().length)];
  }

  /** Whether a call may end like that: it may be quicker than its mishap, or be cut off. */
  boolean explains(RpcCode code) {
    return code == RpcCode.OK || code == RpcCode.UNAVAILABLE || ends.contains(code);
  }

  /** The options of a call that this happens to. */
  CallOptions options(Vertx vertx, RandomGenerator random) {
    long millis = random.nextInt(1, MOST_MILLIS);
    return switch (this) {
      case NONE, FAILURE -> CallOptions.DEFAULT;
      case DEADLINE -> CallOptions.DEFAULT.withTimeout(Duration.ofMillis(millis));
      case CANCEL -> {
        CallHandle handle = new CallHandle();
        vertx.timer(millis).onSuccess(due -> handle.cancel("a mishap"));
        yield CallOptions.DEFAULT.withHandle(handle);
      }
    };
  }
}
