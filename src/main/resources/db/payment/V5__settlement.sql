-- When a payment became SETTLED, for those that list payments in that order; null for all others, so
-- that the index costs a payment one entry and not one for each of its steps.
ALTER TABLE payment ADD COLUMN settled_at_millis BIGINT
  GENERATED ALWAYS AS (CASE WHEN step = 'DONE' AND state = 'SETTLED' THEN updated_at_millis END);
CREATE INDEX payment_settled ON payment (settled_at_millis, payment_id);

-- One row for each day that is cleared or being cleared, which is locked by whoever works on it. All
-- payments before reached_millis have been read. Days are YYYY-MM-DD. Each run names the one before
-- it, the first one none (''), so that of two that begin at once one finds its place taken.
CREATE TABLE settlement (
  settlement_day VARCHAR(10) NOT NULL,
  previous_day VARCHAR(10) NOT NULL,
  state VARCHAR(16) NOT NULL,
  reached_millis BIGINT NOT NULL,
  begun_at_millis BIGINT NOT NULL,
  cleared_at_millis BIGINT,
  PRIMARY KEY (settlement_day),
  CONSTRAINT settlement_follows UNIQUE (previous_day)
);

-- Every payment that was cleared, and by which settlement: its key is why that is never two.
CREATE TABLE settlement_payment (
  payment_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  settlement_day VARCHAR(10) NOT NULL,
  PRIMARY KEY (payment_id)
);

-- What the payments of a settlement come to, written in the transactions that clear them.
CREATE TABLE settlement_currency (
  settlement_day VARCHAR(10) NOT NULL,
  currency CHAR(3) NOT NULL,
  payments BIGINT NOT NULL,
  turnover BIGINT NOT NULL,
  positions BIGINT NOT NULL,
  PRIMARY KEY (settlement_day, currency)
);

CREATE TABLE settlement_position (
  settlement_day VARCHAR(10) NOT NULL,
  currency CHAR(3) NOT NULL,
  account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  paid BIGINT NOT NULL,
  received BIGINT NOT NULL,
  PRIMARY KEY (settlement_day, currency, account_id)
);
