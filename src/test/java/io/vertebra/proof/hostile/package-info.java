/**
 * {@code scripts/prove hostile}: a peer that breaks the rules is told so or cut off, and costs
 * nobody else.
 *
 * <p>{@link io.vertebra.proof.hostile.Attack} is what such peers do, {@link
 * io.vertebra.proof.hostile.HostileProof} does it to a server and measures.
 */
package io.vertebra.proof.hostile;
