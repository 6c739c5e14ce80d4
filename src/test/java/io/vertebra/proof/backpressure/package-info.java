/**
 * {@code scripts/prove backpressure}: a reader that stops makes its writer stop, and costs nobody
 * else.
 *
 * <p>{@link io.vertebra.proof.backpressure.Flood} is the service that offers more than anybody
 * reads, {@link io.vertebra.proof.backpressure.BackpressureProof} measures.
 */
package io.vertebra.proof.backpressure;
