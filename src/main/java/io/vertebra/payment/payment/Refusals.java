package io.vertebra.payment.payment;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What the payment service refuses, and how it tells that another service did. */
final class Refusals {

  static final String DOMAIN = "payment.vertebra.io";

  private static final Set<RpcCode> NO =
      EnumSet.of(
          RpcCode.INVALID_ARGUMENT,
          RpcCode.NOT_FOUND,
          RpcCode.ALREADY_EXISTS,
          RpcCode.FAILED_PRECONDITION,
          RpcCode.OUT_OF_RANGE);

  private Refusals() {}

  /**
   * Whether a service of the platform has said no. Anything else, a bare status of something on the
   * way included, leaves open what the service did.
   */
  static boolean isNo(RpcException failure) {
    boolean explained =
        failure.status().detail(BadRequest.class).isPresent()
            || failure.info().filter(info -> isOurs(info.getDomain())).isPresent();
    return NO.contains(failure.code()) && explained;
  }

  /** Why a service said no. */
  static String reason(RpcException refusal) {
    return refusal.info().map(ErrorInfo::getReason).orElse(refusal.code().name());
  }

  static RpcException paymentNotFound(String paymentId) {
    return RpcException.of(RpcCode.NOT_FOUND, paymentId + ": no such payment")
        .withInfo("PAYMENT_NOT_FOUND", DOMAIN, Map.of("payment_id", paymentId));
  }

  static RpcException keyReused(String key) {
    return RpcException.of(
            RpcCode.ALREADY_EXISTS,
            "idempotency_key: "
                + key
                + " (expected: a new key, this one was used for another request)")
        .withInfo("IDEMPOTENCY_KEY_REUSED", DOMAIN, Map.of("idempotency_key", key));
  }

  private static boolean isOurs(String domain) {
    return domain.endsWith('.' + DOMAIN);
  }
}
