package io.vertebra.payment.settlement;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.Map;

/** What the settlement service refuses, each with the reason that its contract names. */
final class Refusals {

  static final String DOMAIN = "settlement.payment.vertebra.io";
  static final String LATER_DAY_CLEARED = "LATER_DAY_CLEARED";

  private static final String AT_MOST = " (expected: at most 2^63 - 1 minor units)";

  private Refusals() {}

  static RpcException dayNotOver(Day day) {
    return RpcException.of(
            RpcCode.FAILED_PRECONDITION, "day: " + day + " (expected: one that is over in UTC)")
        .withInfo("DAY_NOT_OVER", DOMAIN, Map.of("day", day.toString()));
  }

  static RpcException laterDayCleared(Day day, Day later) {
    return RpcException.of(
            RpcCode.FAILED_PRECONDITION,
            "day: " + day + " (expected: " + later + ", which has its payments, or a later one)")
        .withInfo(
            LATER_DAY_CLEARED,
            DOMAIN,
            Map.of("day", day.toString(), "later_day", later.toString()));
  }

  static RpcException dayNotCleared(Day day) {
    return RpcException.of(RpcCode.NOT_FOUND, day + ": no such settlement")
        .withInfo("DAY_NOT_CLEARED", DOMAIN, Map.of("day", day.toString()));
  }

  static RpcException settlementOpen(Day day) {
    return RpcException.of(
            RpcCode.FAILED_PRECONDITION, day + ": still being cleared (expected: CLEARED)")
        .withInfo("SETTLEMENT_OPEN", DOMAIN, Map.of("day", day.toString()));
  }

  static RpcException sumOverflow(String currency) {
    return RpcException.of(RpcCode.OUT_OF_RANGE, currency + ": the sum of the payments" + AT_MOST)
        .withInfo("SUM_OVERFLOW", DOMAIN, Map.of("currency", currency));
  }

  static RpcException sumOverflow(String currency, String accountId) {
    return RpcException.of(
            RpcCode.OUT_OF_RANGE,
            accountId + ": the sum of its " + currency + " payments" + AT_MOST)
        .withInfo("SUM_OVERFLOW", DOMAIN, Map.of("currency", currency, "account_id", accountId));
  }

  static RpcException stopping() {
    return RpcException.of(RpcCode.UNAVAILABLE, "the server stops (expected: clear it again)")
        .withInfo("STOPPING", DOMAIN, Map.of());
  }
}
