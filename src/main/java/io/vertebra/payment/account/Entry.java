package io.vertebra.payment.account;

/**
 * One line of the ledger: money that enters an account, or leaves it when negative.
 *
 * @param accountId the account
 * @param bucket which part of its balance
 * @param amount minor units, not zero
 */
record Entry(String accountId, Bucket bucket, long amount) {

  /** The parts of a balance. */
  enum Bucket {
    /** What the holder can spend. */
    AVAILABLE,
    /** What reservations set aside. */
    HELD
  }

  Entry {
    if (amount == 0) {
      throw new IllegalArgumentException("amount: 0 (expected: not zero)");
    }
  }
}
