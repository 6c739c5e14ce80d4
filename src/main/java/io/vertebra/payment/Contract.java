package io.vertebra.payment;

import com.google.protobuf.Timestamp;
import io.vertebra.payment.type.v1.Money;

/** The values that messages of all contracts of the payment platform are made with. */
public final class Contract {

  /** The revision of the contracts this code was built with, which its messages carry. */
  public static final int VERSION = 1;

  private Contract() {}

  /** An amount. */
  public static Money money(long minorUnits, String currency) {
    return Money.newBuilder().setMinorUnits(minorUnits).setCurrency(currency).build();
  }

  /** A moment, from milliseconds since 1970 UTC. */
  public static Timestamp timestamp(long millis) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(millis, 1000))
        .setNanos((int) Math.floorMod(millis, 1000L) * 1_000_000)
        .build();
  }

  /** The milliseconds since 1970 UTC of a moment; what is finer is left out. */
  public static long millis(Timestamp timestamp) {
    return Math.addExact(
        Math.multiplyExact(timestamp.getSeconds(), 1000L), timestamp.getNanos() / 1_000_000);
  }
}
