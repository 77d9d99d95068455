-- Does:
--   - add column users.active
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.active
ALTER TABLE users ADD COLUMN active tinyint(1) NOT NULL DEFAULT 1, ALGORITHM=INSTANT;
