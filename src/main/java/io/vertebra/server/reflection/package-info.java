/**
 * {@code grpc.reflection.v1} and {@code v1alpha}: what this server serves, for tools without {@code
 * .proto} files.
 *
 * <p>Imports {@code rpc} and {@code server}. Start at {@link
 * io.vertebra.server.reflection.Reflection}. The messages of the contracts are generated into
 * {@code reflection.v1} and {@code reflection.v1alpha}.
 */
package io.vertebra.server.reflection;
