-- Does:
--   - add column users.big
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.big
ALTER TABLE users ADD COLUMN big bigint unsigned, ALGORITHM=INSTANT;
