-- Does:
--   - add column users.hidden
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.hidden
ALTER TABLE users ADD COLUMN hidden int(11) INVISIBLE, ALGORITHM=INSTANT;
