package io.vertebra.resilience.retry;

import io.vertebra.rpc.Metadata;
import java.util.OptionalLong;

/**
 * What a server says about another attempt of a call that it has failed, in its trailers.
 *
 * @param isStated whether it says something
 * @param millis how long to wait; empty for never
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback">gRFC
 *     A6, pushback</a>
 */
record Pushback(boolean isStated, OptionalLong millis) {

  private static final Pushback NONE = new Pushback(false, OptionalLong.empty());
  private static final Pushback NEVER = new Pushback(true, OptionalLong.empty());

  static Pushback in(Metadata trailers) {
    String stated = trailers.get(Metadata.RETRY_PUSHBACK);
    if (stated == null) {
      return NONE;
    }
    try {
      long millis = Integer.parseInt(stated);
      return millis < 0 ? NEVER : new Pushback(true, OptionalLong.of(millis));
    } catch (NumberFormatException malformed) {
      // As the gRFC says of what cannot be read.
      return NEVER;
    }
  }

  /** Whether there is to be no other attempt. */
  boolean isNever() {
    return isStated && millis.isEmpty();
  }
}
