package io.vertebra.payment;

import static io.vertebra.payment.NodeRig.await;

import io.vertebra.payment.account.v1.AccountBalance;
import io.vertebra.payment.account.v1.AccountClient;
import io.vertebra.payment.account.v1.BalanceRequest;
import io.vertebra.payment.account.v1.DepositRequest;
import io.vertebra.payment.account.v1.OpenRequest;
import io.vertebra.payment.v1.PayRequest;

/** Accounts and payments as the tests need them, in euros. */
public final class Customers {

  private final AccountClient account;

  public Customers(AccountClient account) {
    this.account = account;
  }

  /** Opens an account in the name of its id and puts money into it. */
  public Customers open(String id, long cents) {
    await(
        account.open(
            OpenRequest.newBuilder()
                .setIdempotencyKey("open-" + id)
                .setAccountId(id)
                .setHolderName(id)
                .setCurrency("EUR")
                .build()));
    if (cents > 0) {
      await(
          account.deposit(
              DepositRequest.newBuilder()
                  .setIdempotencyKey("deposit-" + id)
                  .setAccountId(id)
                  .setAmount(Contract.money(cents, "EUR"))
                  .build()));
    }
    return this;
  }

  public AccountBalance balance(String id) {
    return await(account.balance(BalanceRequest.newBuilder().setAccountId(id).build()))
        .getAccount();
  }

  public long available(String id) {
    return balance(id).getAvailable().getMinorUnits();
  }

  public long held(String id) {
    return balance(id).getHeld().getMinorUnits();
  }

  /** A payment of {@code payer}, under its right name. */
  public static PayRequest.Builder payment(String key, String payer, String payee, long cents) {
    return PayRequest.newBuilder()
        .setVersion(1)
        .setIdempotencyKey(key)
        .setPayerAccountId(payer)
        .setPayeeAccountId(payee)
        .setAmount(Contract.money(cents, "EUR"))
        .setPayerName(payer)
        .setDescription("a test");
  }
}
