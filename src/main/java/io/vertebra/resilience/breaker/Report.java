package io.vertebra.resilience.breaker;

import com.google.protobuf.Message;
import io.vertebra.resilience.policy.MethodResilience;
import io.vertebra.rpc.Deadline;
import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcMode;
import io.vertebra.rpc.RpcRequest;
import io.vertx.core.Handler;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A call that was let through: tells its breaker once how the service did, and a second time when a
 * stream that had answered fails.
 *
 * <p>A unary or client-streaming call reports when it ends. One with a stream of responses reports
 * good at the first of them, since it may have no end.
 *
 * <p>A DEADLINE_EXCEEDED is ignored when the call came here with no time left, or with less than a
 * tenth of the time that its method is stated to have: whoever used up the rest is slow, not this
 * service. A unary call that went well and took longer than the policy's {@code slowCall} counts as
 * failed; how long other calls take is up to their callers as well.
 *
 * <p>Lives on the call's context.
 */
final class Report implements Handler<Outcome>, Consumer<Message> {

  private static final int LEAST_SHARE_OF_TIME = 10;

  private final Breaker breaker;
  private final RpcRequest request;
  private final MethodResilience resilience;
  private final long startNanos;
  private Phase phase;
  private boolean answered;

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

  /** A message of a stream of responses has come. */
  @Override
  public void accept(Message response) {
    if (!answered) {
      answered = true;
      tell(Verdict.GOOD, breaker.nanos());
    }
  }

  /** The call has ended. */
  @Override
  public void handle(Outcome outcome) {
    long nanos = breaker.nanos();
    Verdict verdict = verdict(outcome, nanos);
    if (!answered || verdict == Verdict.FAILED) {
      tell(verdict, nanos);
    }
  }

  /** What a call reports after it closed its breaker belongs to the phase that began so. */
  private void tell(Verdict verdict, long nanos) {
    phase = breaker.report(this, verdict, nanos);
  }

  private Verdict verdict(Outcome outcome, long nanos) {
    Verdict verdict = Verdict.of(outcome);
    if (verdict == Verdict.FAILED && !hadTime(outcome, nanos)) {
      return Verdict.IGNORED;
    }
    return verdict == Verdict.GOOD && isSlow(nanos) ? Verdict.FAILED : verdict;
  }

  private boolean hadTime(Outcome outcome, long nanos) {
    Deadline deadline = request.context().deadline().orElse(null);
    if (deadline == null || outcome.failure().code() != RpcCode.DEADLINE_EXCEEDED) {
      return true;
    }
    Duration stated =
        resilience.timeout().or(request.method().policy()::timeout).orElse(Duration.ZERO);
    long hadNanos = deadline.remainingNanos() + (nanos - startNanos);
    return hadNanos > stated.toNanos() / LEAST_SHARE_OF_TIME;
  }

  private boolean isSlow(long nanos) {
    Duration limit = resilience.breaker().slowCall().orElse(null);
    return limit != null
        && request.method().mode() == RpcMode.UNARY
        && nanos - startNanos > limit.toNanos();
  }
}
