package io.vertebra.payment.risk;

import io.vertebra.config.Doc;
import io.vertebra.payment.DatabaseConfig;

/** The keys below {@code modules.risk}. */
record RiskConfig(
    @Doc("Where the history is kept") DatabaseConfig database,
    @Doc("The rules that payments are scored by") RiskPolicy policy) {}
