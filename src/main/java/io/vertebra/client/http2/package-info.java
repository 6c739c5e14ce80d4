/**
 * Calls over HTTP/2 through the vertx-grpc client.
 *
 * <p>Start at {@link io.vertebra.client.http2.Http2Transport}; one call is {@link
 * io.vertebra.client.http2.Http2Call}.
 */
package io.vertebra.client.http2;
