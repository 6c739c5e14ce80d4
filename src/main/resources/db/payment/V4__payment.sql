-- One row for each payment, which is its saga as well: "step" is what is to be done next, everything
-- before it is done and recorded. "state" is what the payment is, or will be once step is DONE.
-- From due_at_millis on recovery may take the payment over; a payment that is DONE has none.
CREATE TABLE payment (
  payment_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  idempotency_key VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  fingerprint VARBINARY(32) NOT NULL,
  payer_account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  payee_account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  payer_name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  currency CHAR(3) NOT NULL,
  amount BIGINT NOT NULL,
  description VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  step VARCHAR(24) NOT NULL,
  state VARCHAR(16) NOT NULL,
  name_check VARCHAR(16) NOT NULL,
  order_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  risk_decision VARCHAR(16),
  risk_score INT,
  reservation_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  failure_reason VARCHAR(64),
  failure_message VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  revision BIGINT NOT NULL,
  attempts INT NOT NULL,
  due_at_millis BIGINT,
  created_at_millis BIGINT NOT NULL,
  updated_at_millis BIGINT NOT NULL,
  PRIMARY KEY (payment_id),
  CONSTRAINT payment_by_key UNIQUE (idempotency_key)
);

CREATE INDEX payment_due ON payment (due_at_millis);

-- What happened to a payment, in order. Never read by the saga; for people and audits.
CREATE TABLE payment_step (
  payment_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  revision BIGINT NOT NULL,
  step VARCHAR(24) NOT NULL,
  state VARCHAR(16) NOT NULL,
  at_millis BIGINT NOT NULL,
  PRIMARY KEY (payment_id, revision)
);
