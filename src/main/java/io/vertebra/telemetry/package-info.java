/**
 * What a process tells about itself and its calls: metrics, the access log, and the form of the
 * log.
 *
 * <p>Imports {@code rpc} and {@code config}. What is recorded of a call's end hangs on {@link
 * io.vertebra.rpc.RpcRequest#whenEnded}, so that rejected calls are recorded too. Start at {@link
 * io.vertebra.telemetry.Metrics} and {@link io.vertebra.telemetry.AccessLog}.
 */
package io.vertebra.telemetry;
