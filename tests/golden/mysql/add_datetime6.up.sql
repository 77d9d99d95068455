-- Does:
--   - add column users.seen
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.seen
ALTER TABLE users ADD COLUMN seen datetime(6) DEFAULT CURRENT_TIMESTAMP(6), ALGORITHM=INSTANT;
