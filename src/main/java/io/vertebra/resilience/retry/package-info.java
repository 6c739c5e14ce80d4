/**
 * More than one attempt of a call: one after another (retry), or beside each other (hedging), both
 * within a throttle and a budget.
 *
 * <p>Start at {@link io.vertebra.resilience.retry.Attempts}.
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRFC A6</a>
 */
package io.vertebra.resilience.retry;
