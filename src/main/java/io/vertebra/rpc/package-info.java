/**
 * The vocabulary of a call and the path it takes, on client and server alike; no sockets.
 *
 * <p>Imports {@code io.vertebra.time} and {@code io.vertebra.contract}, and nothing else of
 * Vertebra. Start at {@link io.vertebra.rpc.Interceptor} and {@link io.vertebra.rpc.Pipeline}; then
 * {@link io.vertebra.rpc.RpcRequest}, {@link io.vertebra.rpc.RpcResponse} and {@link
 * io.vertebra.rpc.CallLifecycle}, the one end of a call.
 */
package io.vertebra.rpc;
