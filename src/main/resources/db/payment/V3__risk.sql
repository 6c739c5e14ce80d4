-- One row for each payer: locked while one of its payments is assessed, so that two payments at the
-- same time see each other.
CREATE TABLE risk_payer (
  payer_account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (payer_account_id)
);

-- Every assessment, which is also the history that velocity is counted from.
CREATE TABLE risk_assessment (
  assessment_id VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  fingerprint VARBINARY(32) NOT NULL,
  payer_account_id VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  currency CHAR(3) NOT NULL,
  amount BIGINT NOT NULL,
  assessed_at_millis BIGINT NOT NULL,
  answer VARBINARY(4096) NOT NULL,
  PRIMARY KEY (assessment_id)
);

CREATE INDEX risk_assessment_by_payer
  ON risk_assessment (payer_account_id, currency, assessed_at_millis);
