/**
 * The {@code quote} service: streams what a seeded market quotes, to each client at its own pace.
 *
 * <p>{@link io.vertebra.payment.quote.QuoteModule} wires it up, {@code QuotesEndpoint} checks
 * requests. Start reading at {@code Market}, which makes the quotes, then {@code Watcher}, which
 * passes them to one client.
 */
package io.vertebra.payment.quote;
