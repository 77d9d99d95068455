-- Does:
--   - add column users.state
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.state
ALTER TABLE users ADD COLUMN state enum('new','done') NOT NULL DEFAULT 'new', ALGORITHM=INSTANT;
