/**
 * The {@code account} service: a double-entry ledger with reservations.
 *
 * <p>{@link io.vertebra.payment.account.AccountModule} wires it up, {@code AccountEndpoint} checks
 * requests, {@code Ledger} does the work. Start reading at {@code Transfer}: every movement of
 * money is one, and one that does not add up to zero cannot be made.
 */
package io.vertebra.payment.account;
