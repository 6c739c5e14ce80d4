-- The ledger. Every amount is in minor units (cents); over all rows of ledger_entry the amounts of
-- a currency add up to zero, and account.available and account.held are the sums of its entries.
-- Ids and keys compare byte by byte, hence the binary collation. Times are milliseconds since 1970 UTC.
CREATE TABLE account (
  account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  kind VARCHAR(16) NOT NULL,
  holder_name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  currency CHAR(3) NOT NULL,
  available BIGINT NOT NULL,
  held BIGINT NOT NULL,
  created_at_millis BIGINT NOT NULL,
  PRIMARY KEY (account_id),
  CONSTRAINT account_never_overdrawn CHECK (kind = 'EXTERNAL' OR available >= 0),
  CONSTRAINT account_held_not_negative CHECK (held >= 0)
);

CREATE TABLE ledger_entry (
  transfer_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  entry_no INT NOT NULL,
  account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  bucket VARCHAR(16) NOT NULL,
  currency CHAR(3) NOT NULL,
  amount BIGINT NOT NULL,
  created_at_millis BIGINT NOT NULL,
  PRIMARY KEY (transfer_id, entry_no)
);

CREATE TABLE reservation (
  reservation_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  payer_account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  payee_account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  currency CHAR(3) NOT NULL,
  amount BIGINT NOT NULL,
  state VARCHAR(16) NOT NULL,
  created_at_millis BIGINT NOT NULL,
  PRIMARY KEY (reservation_id)
);

-- One row for each idempotency key: written first in the transaction that does the work, so that a
-- second call with the key waits for the first, and holds the answer that every repeat is given.
CREATE TABLE account_operation (
  idempotency_key VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  operation VARCHAR(32) NOT NULL,
  fingerprint VARBINARY(32) NOT NULL,
  refused SMALLINT NOT NULL,
  answer VARBINARY(8192) NOT NULL,
  created_at_millis BIGINT NOT NULL,
  PRIMARY KEY (idempotency_key)
);
