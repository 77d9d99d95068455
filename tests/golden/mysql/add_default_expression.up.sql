-- Does:
--   - add column users.half
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.half
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users ADD COLUMN half int DEFAULT (1 + 2);
