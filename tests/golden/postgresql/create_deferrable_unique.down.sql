-- Does:
--   - drop unique constraint one_name (name) from table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop unique constraint one_name (name) from table users
ALTER TABLE users DROP CONSTRAINT one_name;
