package io.vertebra.payment.account;

import io.vertebra.payment.account.Entry.Bucket;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Entries that belong together and add up to zero: the only way money moves.
 *
 * @param transferId unique
 * @param currency of all of its entries
 * @param entries two or more
 */
record Transfer(String transferId, String currency, List<Entry> entries) {

  Transfer {
    entries = List.copyOf(entries);
    long sum = entries.stream().mapToLong(Entry::amount).reduce(0, Math::addExact);
    if (sum != 0 || entries.size() < 2) {
      throw new IllegalArgumentException(
          "entries: " + entries + " (expected: two or more that add up to zero)");
    }
  }

  /** Money from outside. */
  static Transfer deposit(String transferId, String currency, String accountId, long amount) {
    return new Transfer(
        transferId,
        currency,
        List.of(
            new Entry(LedgerAccount.externalId(currency), Bucket.AVAILABLE, -amount),
            new Entry(accountId, Bucket.AVAILABLE, amount)));
  }

  /** Sets money of an account aside. */
  static Transfer reserve(String transferId, ReservedMoney money) {
    return new Transfer(
        transferId,
        money.currency(),
        List.of(
            new Entry(money.payerAccountId(), Bucket.AVAILABLE, -money.amount()),
            new Entry(money.payerAccountId(), Bucket.HELD, money.amount())));
  }

  /** Gives money that was set aside to the payee. */
  static Transfer confirm(String transferId, ReservedMoney money) {
    return new Transfer(
        transferId,
        money.currency(),
        List.of(
            new Entry(money.payerAccountId(), Bucket.HELD, -money.amount()),
            new Entry(money.payeeAccountId(), Bucket.AVAILABLE, money.amount())));
  }

  /** Gives money that was set aside back to the payer. */
  static Transfer cancel(String transferId, ReservedMoney money) {
    return new Transfer(
        transferId,
        money.currency(),
        List.of(
            new Entry(money.payerAccountId(), Bucket.HELD, -money.amount()),
            new Entry(money.payerAccountId(), Bucket.AVAILABLE, money.amount())));
  }

  /** The accounts it touches, in the order in which everybody locks them. */
  SortedSet<String> accountIds() {
    SortedSet<String> ids = new TreeSet<>();
    entries.forEach(entry -> ids.add(entry.accountId()));
    return ids;
  }
}
