/**
 * The {@code payment} service: makes payments by calling {@code account}, {@code order} and {@code
 * risk}, and finishes or undoes what a crash left half done.
 *
 * <h2>Why a kill at any moment neither loses nor makes money</h2>
 *
 * <ol>
 *   <li>A payment is a row that says which step comes next. The row is committed before its first
 *       step, and after each step, so that at most one step is in doubt.
 *   <li>Money moves in one transaction of {@code account}, together with the answer to the call's
 *       idempotency key. The keys are made from the payment's id, so the step in doubt is simply
 *       done again: it either happens now, or is answered as it was.
 *   <li>A step is taken back only when the service said no. A call that ended in any other way is
 *       in doubt, and is repeated until somebody says yes or no; a no is stored under the key like
 *       a yes, so a copy of the request that arrives late changes nothing.
 *   <li>Two workers on one payment do no harm, by the same argument; and since a step is recorded
 *       only over the revision it began from, the slower one notices and stops.
 *   <li>What the caller is told has been committed before.
 * </ol>
 *
 * <p>{@link io.vertebra.payment.payment.PaymentModule} wires it up, {@code Payments} begins them,
 * {@code Saga} drives them, {@code Recovery} finds those that nobody drives. Start reading at
 * {@code Step}, then {@code SagaSteps}.
 */
package io.vertebra.payment.payment;
