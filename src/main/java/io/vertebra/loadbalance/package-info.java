/**
 * Which instance of a service a call goes to.
 *
 * <p>Imports {@code registry} and {@code rpc}. Start at {@link io.vertebra.loadbalance.Balancer}.
 */
package io.vertebra.loadbalance;
