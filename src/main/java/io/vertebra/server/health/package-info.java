/**
 * Whether this server can be sent calls: readiness checks on vertx-health-check, and {@code
 * grpc.health.v1} over them.
 *
 * <p>Imports {@code rpc}, {@code time}, {@code config} and {@code server}. Start at {@link
 * io.vertebra.server.health.Health}. The messages of the contract are generated into {@code
 * health.v1}.
 */
package io.vertebra.server.health;
