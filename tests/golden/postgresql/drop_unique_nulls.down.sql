-- Does:
--   - add unique constraint one_name (name) to table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- add unique constraint one_name (name) to table users
ALTER TABLE users ADD CONSTRAINT one_name UNIQUE NULLS NOT DISTINCT (name);
