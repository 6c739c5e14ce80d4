/**
 * The experiments behind the claims of the documentation: {@code scripts/prove}.
 *
 * <p>A topic is a {@link io.vertebra.proof.Proof}, named in {@code
 * META-INF/services/io.vertebra.proof.Proof}. It runs against the built jar in processes of its
 * own, on loopback, and returns {@link io.vertebra.proof.Figures}. Start at {@link
 * io.vertebra.proof.Prove}.
 */
package io.vertebra.proof;
