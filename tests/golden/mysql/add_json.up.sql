-- Does:
--   - add column users.doc
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.doc
ALTER TABLE users ADD COLUMN doc json, ALGORITHM=INSTANT;
