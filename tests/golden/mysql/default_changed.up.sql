-- Does:
--   - change column users.amount: default 0 to 5
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column users.amount: default 0 to 5
ALTER TABLE users ALTER COLUMN amount SET DEFAULT 5, ALGORITHM=INSTANT;
