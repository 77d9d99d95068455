-- Does:
--   - add column users.flags
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.flags
ALTER TABLE users ADD COLUMN flags set('a','b','c'), ALGORITHM=INSTANT;
