/**
 * What client and server watch over an HTTP/2 connection apart from its calls.
 *
 * <p>Imports {@code io.vertebra.time}. Start at {@link io.vertebra.rpc.connection.Keepalive}.
 */
package io.vertebra.rpc.connection;
