package io.vertebra.payment.account;

import io.vertebra.payment.Contract;
import io.vertebra.payment.account.v1.AccountBalance;

/**
 * An account and its balance, which is the sum of its entries.
 *
 * @param available minor units; below zero only for the outside world
 * @param held minor units, 0 or more
 */
record LedgerAccount(
    String accountId, Kind kind, String holderName, String currency, long available, long held) {

  /** Begins the ids that only the ledger itself gives. */
  static final String EXTERNAL_PREFIX = "external-";

  /** Whose account it is. */
  enum Kind {
    /** Somebody's; never below zero. */
    CUSTOMER,
    /** The world outside of the platform: owes what all others have. */
    EXTERNAL
  }

  /** The account of the world outside, of a currency. */
  static LedgerAccount external(String currency) {
    return new LedgerAccount(
        externalId(currency), Kind.EXTERNAL, "the world outside", currency, 0, 0);
  }

  static String externalId(String currency) {
    return EXTERNAL_PREFIX + currency;
  }

  /**
   * The account after an entry.
   *
   * @param entryCurrency the currency of the entry
   * @throws io.vertebra.rpc.RpcException CURRENCY_MISMATCH, INSUFFICIENT_FUNDS or BALANCE_OVERFLOW
   */
  LedgerAccount apply(Entry entry, String entryCurrency) {
    requireCurrency(entryCurrency);
    try {
      return switch (entry.bucket()) {
        case AVAILABLE -> withBalance(Math.addExact(available, entry.amount()), held);
        case HELD -> withBalance(available, Math.addExact(held, entry.amount()));
      };
    } catch (ArithmeticException overflow) {
      throw Refusals.balanceOverflow(this, entry.amount());
    }
  }

  void requireCurrency(String other) {
    if (!currency.equals(other)) {
      throw Refusals.currencyMismatch(this, other);
    }
  }

  AccountBalance toMessage() {
    return AccountBalance.newBuilder()
        .setVersion(Contract.VERSION)
        .setAccountId(accountId)
        .setAvailable(Contract.money(available, currency))
        .setHeld(Contract.money(held, currency))
        .build();
  }

  private LedgerAccount withBalance(long newAvailable, long newHeld) {
    if (kind == Kind.CUSTOMER && newAvailable < 0) {
      throw Refusals.insufficientFunds(this, Math.subtractExact(available, newAvailable));
    }
    if (newHeld < 0) {
      throw new IllegalStateException(
          accountId + ": held " + newHeld + " (expected: 0 or more); the ledger is broken");
    }
    return new LedgerAccount(accountId, kind, holderName, currency, newAvailable, newHeld);
  }
}
