-- Does:
--   - add column users.note
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.note
ALTER TABLE users ADD COLUMN note text, ALGORITHM=INSTANT;
