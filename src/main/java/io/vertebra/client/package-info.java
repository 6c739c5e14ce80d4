/**
 * Making calls: the channel, its options, and how a call finds its instance.
 *
 * <p>Imports {@code rpc}, {@code auth}, {@code registry}, {@code loadbalance}, {@code config} and
 * {@code time}. Start at {@link io.vertebra.client.Channel}; {@code client.http2} and {@code
 * client.local} are the two ways a call travels.
 */
package io.vertebra.client;
