/**
 * The {@code settlement} service: clears the payments of a day into net positions, currency by
 * currency.
 *
 * <h2>Why every payment is cleared exactly once</h2>
 *
 * <ol>
 *   <li>The id of a payment that was cleared is a primary key, inserted in the transaction that
 *       adds the payment to its positions. Whatever is read twice, by whomever, is added once.
 *   <li>Such a transaction has locked the run it adds to, and does nothing to one that is CLEARED.
 *       Of two workers each sees what the other has added.
 *   <li>A run stores how far it has read. After a kill it is read on from there, before any later
 *       day: each run names the one before it, which has to be CLEARED.
 *   <li>A payment that was stamped before the end of a day, and committed after that day was
 *       cleared, is found by the next run, which looks back by more than a commit can take.
 * </ol>
 *
 * <p>The payment service is known by its contract only. {@link
 * io.vertebra.payment.settlement.SettlementModule} wires it up, {@code SettlementEndpoint} checks
 * requests, {@code Clearing} reads payments, {@code Settlements} keeps the books, {@code AutoClear}
 * watches the calendar. Start reading at {@code Clearing}.
 */
package io.vertebra.payment.settlement;
