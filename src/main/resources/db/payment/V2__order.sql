-- Orders. "revision" grows by one with each change; a writer that read an older one changes nothing.
CREATE TABLE orders (
  order_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  idempotency_key VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  fingerprint VARBINARY(32) NOT NULL,
  payer_account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  payee_account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  currency CHAR(3) NOT NULL,
  amount BIGINT NOT NULL,
  description VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  state VARCHAR(16) NOT NULL,
  payment_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  revision BIGINT NOT NULL,
  created_at_millis BIGINT NOT NULL,
  updated_at_millis BIGINT NOT NULL,
  PRIMARY KEY (order_id),
  CONSTRAINT orders_by_key UNIQUE (idempotency_key)
);

CREATE INDEX orders_by_payer ON orders (payer_account_id, order_id);
