-- Does:
--   - add column users.twice
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.twice
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users ADD COLUMN twice int(11) GENERATED ALWAYS AS (amount * 2) STORED;
