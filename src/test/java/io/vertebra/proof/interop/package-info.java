/**
 * {@code scripts/prove interop}: gRPC's own cases, with the clients and servers of others.
 *
 * <p>{@link io.vertebra.proof.interop.JavaPeer} runs those of grpc-java as processes; the cases
 * themselves are in {@code io.vertebra.interop}.
 */
package io.vertebra.proof.interop;
