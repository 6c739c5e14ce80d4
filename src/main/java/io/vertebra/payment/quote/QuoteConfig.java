package io.vertebra.payment.quote;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import java.time.Duration;

/** The keys below {@code modules.quote}. */
record QuoteConfig(
    @Doc("Decides all prices: two processes with one seed quote the same in the same order")
        @Default("1")
        long seed,
    @Doc("How often the market makes a quote of every pair") @Default("100ms")
        Duration tickInterval,
    @Doc("Standard deviation of a price's change from one quote to the next, in millionths")
        @Default("20")
        int volatilityPpm,
    @Doc("Watch calls that may run at a time; further ones are refused") @Default("10000")
        int maxWatchers) {

  QuoteConfig {
    Check.range("tickInterval", tickInterval, Duration.ofMillis(1), Duration.ofMinutes(1));
    Check.range("volatilityPpm", volatilityPpm, 1, 1000);
    Check.range("maxWatchers", maxWatchers, 1, 1_000_000);
  }
}
