package io.vertebra.payment.settlement;

import io.vertebra.config.Check;
import io.vertebra.config.Default;
import io.vertebra.config.Doc;
import io.vertebra.payment.DatabaseConfig;
import java.time.Duration;

/** The keys below {@code modules.settlement}. */
record SettlementConfig(
    @Doc("Where the settlements are kept") DatabaseConfig database,
    @Doc("Whether each day is cleared by itself; without it somebody has to call Clear")
        @Default("true")
        boolean autoClear,
    @Doc("How long after midnight UTC a day is cleared by itself") @Default("5m") Duration delay,
    @Doc("How often it is looked whether a day is to be cleared, and tried again after a failure")
        @Default("10s")
        Duration lookInterval,
    @Doc("How far back from its day a settlement looks for payments that were committed late")
        @Default("1h")
        Duration lookBack,
    @Doc("Payments that are cleared in one transaction") @Default("200") int pageSize,
    @Doc("How long a call to the payment service may take") @Default("5s") Duration callTimeout) {

  SettlementConfig {
    Check.range("delay", delay, Duration.ZERO, Duration.ofHours(12));
    Check.range("lookInterval", lookInterval, Duration.ofMillis(10), Duration.ofMinutes(10));
    Check.range("lookBack", lookBack, Duration.ofMinutes(1), Duration.ofDays(30));
    Check.range("pageSize", pageSize, 1, 500);
    Check.range("callTimeout", callTimeout, Duration.ofMillis(10), Duration.ofSeconds(60));
  }
}
