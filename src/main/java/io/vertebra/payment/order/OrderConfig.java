package io.vertebra.payment.order;

import io.vertebra.config.Doc;
import io.vertebra.payment.DatabaseConfig;

/** The keys below {@code modules.order}. */
record OrderConfig(@Doc("Where the orders are kept") DatabaseConfig database) {}
