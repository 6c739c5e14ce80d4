/**
 * The command {@code vertebra call}: lists, describes and calls what any gRPC server serves,
 * knowing no contract beforehand.
 *
 * <p>Part of level 6, apart from the rest of {@code platform}: imports {@code client}, {@code rpc},
 * {@code config}, {@code time} and the reflection contract of {@code server}. Start reading at
 * {@link io.vertebra.platform.call.CallCommand}; what a server serves is {@link
 * io.vertebra.platform.call.Contract}, one call is {@link io.vertebra.platform.call.Invocation}.
 */
package io.vertebra.platform.call;
