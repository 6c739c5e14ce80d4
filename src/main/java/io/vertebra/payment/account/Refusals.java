package io.vertebra.payment.account;

import io.vertebra.rpc.RpcCode;
import io.vertebra.rpc.RpcException;
import java.util.Map;

/** What the ledger refuses, each with the reason that its contract names. */
final class Refusals {

  static final String DOMAIN = "account.payment.vertebra.io";

  private Refusals() {}

  static RpcException accountNotFound(String accountId) {
    return refusal(
        RpcCode.NOT_FOUND,
        accountId + ": no such account",
        "ACCOUNT_NOT_FOUND",
        Map.of("account_id", accountId));
  }

  static RpcException accountExists(String accountId) {
    return refusal(
        RpcCode.ALREADY_EXISTS,
        accountId + ": the id is taken",
        "ACCOUNT_EXISTS",
        Map.of("account_id", accountId));
  }

  static RpcException insufficientFunds(LedgerAccount account, long needed) {
    return refusal(
        RpcCode.FAILED_PRECONDITION,
        account.accountId() + ": the available balance does not cover the amount",
        "INSUFFICIENT_FUNDS",
        Map.of(
            "account_id", account.accountId(),
            "currency", account.currency(),
            "needed_minor_units", Long.toString(needed)));
  }

  static RpcException currencyMismatch(LedgerAccount account, String currency) {
    return refusal(
        RpcCode.FAILED_PRECONDITION,
        account.accountId() + ": " + currency + " (expected: " + account.currency() + ")",
        "CURRENCY_MISMATCH",
        Map.of(
            "account_id", account.accountId(),
            "account_currency", account.currency(),
            "currency", currency));
  }

  static RpcException balanceOverflow(LedgerAccount account, long amount) {
    return refusal(
        RpcCode.INVALID_ARGUMENT,
        account.accountId()
            + ": "
            + amount
            + " more (expected: a balance of at most 2^63 - 1 minor units)",
        "BALANCE_OVERFLOW",
        Map.of("account_id", account.accountId(), "currency", account.currency()));
  }

  static RpcException reservationNotFound(String reservationId) {
    return refusal(
        RpcCode.NOT_FOUND,
        reservationId + ": no such reservation",
        "RESERVATION_NOT_FOUND",
        Map.of("reservation_id", reservationId));
  }

  static RpcException reservationNotHeld(ReservedMoney money) {
    return refusal(
        RpcCode.FAILED_PRECONDITION,
        money.reservationId() + ": " + money.state() + " (expected: HELD)",
        "RESERVATION_NOT_HELD",
        Map.of("reservation_id", money.reservationId(), "state", money.state().name()));
  }

  static RpcException keyReused(String key) {
    return refusal(
        RpcCode.ALREADY_EXISTS,
        "idempotency_key: " + key + " (expected: a new key, this one was used for another request)",
        "IDEMPOTENCY_KEY_REUSED",
        Map.of("idempotency_key", key));
  }

  private static RpcException refusal(
      RpcCode code, String message, String reason, Map<String, String> metadata) {
    return RpcException.of(code, message).withInfo(reason, DOMAIN, metadata);
  }
}
