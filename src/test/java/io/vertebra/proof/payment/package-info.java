/**
 * {@code scripts/prove payment}: no payment is lost or made twice, whatever dies.
 *
 * <p>And {@code scripts/prove start}: {@link io.vertebra.proof.payment.StartProof}.
 *
 * <p>{@link io.vertebra.proof.payment.Plan} says what is asked and how it must end, {@code Drive}
 * asks it over gRPC and keeps the answers, {@code Audit} reads the database, and {@link
 * io.vertebra.proof.payment.PaymentProof} puts them together.
 */
package io.vertebra.proof.payment;
