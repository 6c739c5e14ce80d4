/**
 * Serving calls: bindings of services, the vertx-grpc server in front of them, health, reflection.
 *
 * <p>Imports {@code rpc}, {@code auth}, {@code config} and {@code time}. Start at {@link
 * io.vertebra.server.RpcServer}; a call's way in is {@link io.vertebra.server.Http2Exchange}.
 */
package io.vertebra.server;
