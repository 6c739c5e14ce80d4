/**
 * How the parts of a call are written in HTTP/2 headers and message bytes; no sockets.
 *
 * <p>Shared by client and server. Imports {@code io.vertebra.rpc}, which does not import it. Start
 * at {@link io.vertebra.rpc.wire.StatusTrailers}.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">gRPC over HTTP2</a>
 */
package io.vertebra.rpc.wire;
