-- Does:
--   - add column users.code
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.code
ALTER TABLE users ADD COLUMN code int(6) unsigned zerofill, ALGORITHM=INSTANT;
