-- Does:
--   - add column users.place
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.place
ALTER TABLE users ADD COLUMN place point, ALGORITHM=INSTANT;
