package io.vertebra.payment.account;

import io.vertebra.config.Doc;
import io.vertebra.payment.DatabaseConfig;

/** The keys below {@code modules.account}. */
record AccountConfig(@Doc("Where the ledger is kept") DatabaseConfig database) {}
