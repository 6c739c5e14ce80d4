package io.vertebra.payment.account;

import io.vertebra.payment.RequestCheck;
import io.vertebra.payment.account.v1.AccountService;
import io.vertebra.payment.account.v1.BalanceRequest;
import io.vertebra.payment.account.v1.BalanceResponse;
import io.vertebra.payment.account.v1.CancelRequest;
import io.vertebra.payment.account.v1.CancelResponse;
import io.vertebra.payment.account.v1.ConfirmRequest;
import io.vertebra.payment.account.v1.ConfirmResponse;
import io.vertebra.payment.account.v1.DepositRequest;
import io.vertebra.payment.account.v1.DepositResponse;
import io.vertebra.payment.account.v1.OpenRequest;
import io.vertebra.payment.account.v1.OpenResponse;
import io.vertebra.payment.account.v1.ReserveRequest;
import io.vertebra.payment.account.v1.ReserveResponse;
import io.vertebra.payment.account.v1.VerifyHolderRequest;
import io.vertebra.payment.account.v1.VerifyHolderResponse;
import io.vertebra.rpc.BlockingWork;
import io.vertebra.rpc.ServerCall;
import io.vertx.core.Future;

/** Checks requests, and hands them to the {@link Ledger} off the event loop. */
final class AccountEndpoint implements AccountService {

  private final Ledger ledger;
  private final BlockingWork blocking;

  AccountEndpoint(Ledger ledger, BlockingWork blocking) {
    this.ledger = ledger;
    this.blocking = blocking;
  }

  @Override
  public Future<OpenResponse> open(ServerCall call, OpenRequest request) {
    return blocking.run(
        () -> {
          check(request);
          return ledger.open(request);
        });
  }

  @Override
  public Future<DepositResponse> deposit(ServerCall call, DepositRequest request) {
    return blocking.run(
        () -> {
          check(request);
          return ledger.deposit(request);
        });
  }

  @Override
  public Future<ReserveResponse> reserve(ServerCall call, ReserveRequest request) {
    return blocking.run(
        () -> {
          check(request);
          return ledger.reserve(request);
        });
  }

  @Override
  public Future<ConfirmResponse> confirm(ServerCall call, ConfirmRequest request) {
    return blocking.run(
        () -> {
          checkEnd(request.getIdempotencyKey(), request.getReservationId());
          return ledger.confirm(request);
        });
  }

  @Override
  public Future<CancelResponse> cancel(ServerCall call, CancelRequest request) {
    return blocking.run(
        () -> {
          checkEnd(request.getIdempotencyKey(), request.getReservationId());
          return ledger.cancel(request);
        });
  }

  @Override
  public Future<BalanceResponse> balance(ServerCall call, BalanceRequest request) {
    return blocking.run(
        () -> {
          new RequestCheck().id("account_id", request.getAccountId()).orRefuse();
          return ledger.balance(request.getAccountId());
        });
  }

  @Override
  public Future<VerifyHolderResponse> verifyHolder(ServerCall call, VerifyHolderRequest request) {
    return blocking.run(
        () -> {
          new RequestCheck()
              .id("account_id", request.getAccountId())
              .name("name", request.getName())
              .orRefuse();
          return ledger.verifyHolder(request);
        });
  }

  private static void check(OpenRequest request) {
    RequestCheck check =
        new RequestCheck()
            .key("idempotency_key", request.getIdempotencyKey())
            .name("holder_name", request.getHolderName())
            .currency("currency", request.getCurrency());
    if (request.hasAccountId()) {
      checkCustomer(check, "account_id", request.getAccountId());
    }
    check.orRefuse();
  }

  private static void check(DepositRequest request) {
    RequestCheck check =
        new RequestCheck()
            .key("idempotency_key", request.getIdempotencyKey())
            .positive("amount", request.getAmount());
    checkCustomer(check, "account_id", request.getAccountId());
    check.orRefuse();
  }

  private static void check(ReserveRequest request) {
    RequestCheck check =
        new RequestCheck()
            .key("idempotency_key", request.getIdempotencyKey())
            .positive("amount", request.getAmount())
            .distinct(
                "payee_account_id",
                request.getPayeeAccountId(),
                "payer_account_id",
                request.getPayerAccountId());
    checkCustomer(check, "payer_account_id", request.getPayerAccountId());
    checkCustomer(check, "payee_account_id", request.getPayeeAccountId());
    check.orRefuse();
  }

  private static void checkEnd(String key, String reservationId) {
    new RequestCheck().key("idempotency_key", key).id("reservation_id", reservationId).orRefuse();
  }

  /** Only deposits touch the world outside, by themselves. */
  private static void checkCustomer(RequestCheck check, String field, String accountId) {
    check
        .id(field, accountId)
        .require(
            !accountId.startsWith(LedgerAccount.EXTERNAL_PREFIX),
            field,
            accountId,
            "not an id that begins with external-");
  }
}
