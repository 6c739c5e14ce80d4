/**
 * {@code scripts/prove drain}: a node that is told to stop loses no call.
 *
 * <p>{@link io.vertebra.proof.drain.DrainProof} has the course of it, {@link
 * io.vertebra.proof.drain.UnaryLoad} and {@link io.vertebra.proof.drain.Streams} make the calls,
 * {@link io.vertebra.proof.drain.Observer} watches the node that stops.
 */
package io.vertebra.proof.drain;
