-- Does:
--   - rename column users.title to name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename column users.title to name
ALTER TABLE users RENAME COLUMN title TO name;
