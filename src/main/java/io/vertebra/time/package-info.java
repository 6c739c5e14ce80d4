/**
 * Time as a dependency: reading the clock and scheduling, so that tests own both.
 *
 * <p>Imports no other package of Vertebra. Start at {@link io.vertebra.time.TimeSource}.
 */
package io.vertebra.time;
