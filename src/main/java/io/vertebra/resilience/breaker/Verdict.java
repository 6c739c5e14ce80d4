package io.vertebra.resilience.breaker;

import io.vertebra.rpc.Outcome;
import io.vertebra.rpc.RpcException;

/**
 * What the end of a call says about the health of its service.
 *
 * <table>
 * <caption>What counts</caption>
 * <tr><th>Code</th><th>Says</th><th>Because</th></tr>
 * <tr><td>OK</td><td>good</td><td></td></tr>
 * <tr><td>INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE,
 * PERMISSION_DENIED, UNAUTHENTICATED</td><td>good</td><td>a service that is well gives these
 * answers, and would give them again</td></tr>
 * <tr><td>UNAVAILABLE</td><td>failed</td><td>no instance, no connection, or a service that says it
 * cannot; one that no call left for is among them, since the next would not either</td></tr>
 * <tr><td>UNAVAILABLE of a breaker further on</td><td>good</td><td>the service itself answered, and
 * at once: were it counted, one service that is down would open breakers all the way up</td></tr>
 * <tr><td>DEADLINE_EXCEEDED</td><td>failed</td><td>the service is slow or hangs; not counted when
 * the call came with hardly any time left, see {@link Report}</td></tr>
 * <tr><td>INTERNAL, DATA_LOSS</td><td>failed</td><td>the service is broken and knows it</td></tr>
 * <tr><td>UNKNOWN</td><td>failed</td><td>a service of Vertebra answers it when its code throws what
 * nobody meant as a status, such as a database that is gone. go-zero does not count it, since there
 * it is what any plain error becomes</td></tr>
 * <tr><td>RESOURCE_EXHAUSTED</td><td>failed</td><td>shed, rate-limited, or no room on connections
 * of this side: fewer calls are what helps. A message over its size limit has this code
 * too</td></tr>
 * <tr><td>UNIMPLEMENTED</td><td>failed</td><td>the wrong version, or the wrong server: no call of
 * the method can go well there, and breakers are by method</td></tr>
 * <tr><td>CANCELLED</td><td>nothing</td><td>the caller, or the call it was made for, went
 * away</td></tr>
 * <tr><td>any, thrown on this side</td><td>nothing</td><td>an interceptor or transport of ours has
 * a mistake; the service was perhaps not asked</td></tr>
 * </table>
 */
enum Verdict {
  GOOD,
  FAILED,
  IGNORED;

  /**
   * The verdict on a call.
   *
   * @param failure null when it finished
   */
  static Verdict of(Outcome.Kind kind, RpcException failure) {
    if (kind == Outcome.Kind.FINISHED) {
      return GOOD;
    }
    if (kind == Outcome.Kind.CANCELLED || kind == Outcome.Kind.THROWN) {
      return IGNORED;
    }
    return switch (failure.code()) {
      case OK,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          PERMISSION_DENIED,
          UNAUTHENTICATED ->
          GOOD;
      case UNAVAILABLE -> CircuitBreakers.isRefusal(failure) ? GOOD : FAILED;
      case DEADLINE_EXCEEDED, INTERNAL, DATA_LOSS, UNKNOWN, RESOURCE_EXHAUSTED, UNIMPLEMENTED ->
          FAILED;
      case CANCELLED -> IGNORED;
    };
  }
}
