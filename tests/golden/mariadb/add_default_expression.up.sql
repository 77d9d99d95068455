-- Does:
--   - add column users.half
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.half
ALTER TABLE users ADD COLUMN half int(11) DEFAULT (1 + 2), ALGORITHM=INSTANT;
