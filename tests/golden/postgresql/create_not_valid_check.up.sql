-- Does:
--   - add check small (amount < 5) to table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- add check small (amount < 5) to table users
ALTER TABLE users ADD CONSTRAINT small CHECK (amount < 5) NOT VALID;
