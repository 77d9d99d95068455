-- Does:
--   - drop check small (amount < 5) from table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop check small (amount < 5) from table users
ALTER TABLE users DROP CONSTRAINT small;
