-- Does:
--   - add column users.b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.b
ALTER TABLE users ADD COLUMN b bit(3) DEFAULT b'101', ALGORITHM=INSTANT;
