package io.vertebra.resilience.breaker;

import com.google.protobuf.Message;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.rpc.Deadline;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.RpcRequest;
import io.vertebra.rpc.RpcResponse;
import io.vertx.core.Completable;
import io.vertx.core.Handler;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A call that was let through: tells its breaker once how the service did, and a second time when a
 * stream that had answered fails.
 *
 * <p>A unary or client-streaming call reports before its caller learns the answer, so that a call
 * made on that answer finds the breaker as it left it; or when it ends, if that comes first. One
 * with a stream of responses reports good at the first of them, since it may have no end.
 *
 * <p>A DEADLINE_EXCEEDED is ignored when the call came here with no time left, or with less than a
 * tenth of the time that its method is stated to have: whoever used up the rest is slow, not this
 * service. A unary call that went well and took longer than the policy's {@code slowCall} counts as
 * failed; how long other calls take is up to their callers as well.
 *
 * <p>Lives on the call's context.
 */
final class Report implements Handler<Outcome>, Consumer<Message>, Completable<Object> {

  private static final int LEAST_SHARE_OF_TIME = 10;

  private final Breaker breaker;
  private final RpcRequest request;
  private final MethodResilience resilience;
  private final long startNanos;

  /** What the call had left when it came, by the clock of its deadline. */
  private final long hadNanos;

  private Phase phase;
  private boolean answered;
  private boolean over;

  Report(
      Breaker breaker,
      RpcRequest request,
      MethodResilience resilience,
      Phase phase,
      long startNanos) {
    this.breaker = breaker;
    this.request = request;
    this.resilience = resilience;
    this.phase = phase;
    this.startNanos = startNanos;
    Deadline deadline = request.context().deadline().orElse(null);
    this.hadNanos = deadline == null ? Long.MAX_VALUE : deadline.remainingNanos();
  }

  MethodResilience resilience() {
    return resilience;
  }

  Phase phase() {
    return phase;
  }

  long startNanos() {
    return startNanos;
  }

  /**
   * Whether another call may probe in its place: when there is no telling how long it will be
   * silent, and it has been for as long as the breaker stays open.
   */
  boolean yields(long nanos) {
    boolean bounded =
        !request.method().mode().serverStreams() && request.context().deadline().isPresent();
    return !bounded && nanos - startNanos >= resilience.breaker().openFor().toNanos();
  }

  /** There is a response, the one message of it, or a failure. */
  @Override
  public void complete(Object result, Throwable cause) {
    if (cause != null) {
      RpcException failure = RpcException.from(cause);
      ended(failure.kind(), failure);
    } else if (result instanceof Message) {
      ended(Outcome.Kind.FINISHED, null);
    } else if (result instanceof RpcResponse response && !response.messages().isStream()) {
      response.messages().one().onComplete(this);
    }
  }

  /** A message of a stream of responses has come. */
  @Override
  public void accept(Message response) {
    if (!answered && !over) {
      answered = true;
      tell(Verdict.GOOD, breaker.nanos());
    }
  }

  /** The call has ended, which always comes. */
  @Override
  public void handle(Outcome outcome) {
    ended(outcome.kind(), outcome.failure());
  }

  private void ended(Outcome.Kind kind, RpcException failure) {
    if (over) {
      return;
    }
    over = true;
    long nanos = breaker.nanos();
    Verdict verdict = verdict(kind, failure, nanos);
    if (!answered || verdict == Verdict.FAILED) {
      tell(verdict, nanos);
    }
  }

  /** What a call reports after it closed its breaker belongs to the phase that began so. */
  private void tell(Verdict verdict, long nanos) {
    phase = breaker.report(this, verdict, nanos);
  }

  private Verdict verdict(Outcome.Kind kind, RpcException failure, long nanos) {
    Verdict verdict = Verdict.of(kind, failure);
    if (verdict == Verdict.FAILED && !hadTime(failure)) {
      return Verdict.IGNORED;
    }
    return verdict == Verdict.GOOD && isSlow(nanos) ? Verdict.FAILED : verdict;
  }

  private boolean hadTime(RpcException failure) {
    if (failure.code() != RpcCode.DEADLINE_EXCEEDED) {
      return true;
    }
    Duration stated =
        resilience.timeout().or(request.method().policy()::timeout).orElse(Duration.ZERO);
    return hadNanos > stated.toNanos() / LEAST_SHARE_OF_TIME;
  }

  private boolean isSlow(long nanos) {
    Duration limit = resilience.breaker().slowCall().orElse(null);
    return limit != null
        && request.method().mode() == RpcMode.UNARY
        && nanos - startNanos > limit.toNanos();
  }
}
