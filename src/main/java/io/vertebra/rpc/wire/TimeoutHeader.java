package io.vertebra.rpc.wire;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.concurrent.TimeUnit;

/** The {@code grpc-timeout} header: one to eight digits and a unit of {@code HMSmun}. */
public final class TimeoutHeader {

  /** The header's name. */
  public static final String NAME = "grpc-timeout";

  private static final long MAX_VALUE = 99_999_999L;
  private static final String UNITS = "numSMH";
  private static final TimeUnit[] BY_UNIT = {
    TimeUnit.NANOSECONDS,
    TimeUnit.MICROSECONDS,
    TimeUnit.MILLISECONDS,
    TimeUnit.SECONDS,
    TimeUnit.MINUTES,
    TimeUnit.HOURS
  };

  private TimeoutHeader() {}

  /**
   * Reads a timeout.
   *
   * @return nanoseconds, 0 or more; one too long to count is {@link Long#MAX_VALUE}
   * @throws RpcException INTERNAL when it is malformed
   */
  public static long parseNanos(String header) {
    int digits = header.length() - 1;
    int unit = digits >= 1 ? UNITS.indexOf(header.charAt(digits)) : -1;
    boolean legal = unit >= 0 && digits <= 8;
    long value = 0;
    for (int i = 0; legal && i < digits; i++) {
      int digit = header.charAt(i) - '0';
      legal = digit >= 0 && digit <= 9;
      value = value * 10 + digit;
    }
    if (!legal) {
      throw RpcException.of(
          RpcCode.INTERNAL,
          NAME + ": " + header + " (expected: 1 to 8 digits and one of H, M, S, m, u, n)");
    }
    return BY_UNIT[unit].toNanos(value);
  }

  /**
   * Writes a timeout in the finest unit that holds it.
   *
   * @param nanos what is left; less than one nanosecond counts as one
   */
  public static String format(long nanos) {
    for (int unit = 0; unit < BY_UNIT.length; unit++) {
      long value = BY_UNIT[unit].convert(Math.max(1, nanos), TimeUnit.NANOSECONDS);
      if (value <= MAX_VALUE) {
        return Long.toString(value) + UNITS.charAt(unit);
      }
    }
    return MAX_VALUE + "H";
  }
}
