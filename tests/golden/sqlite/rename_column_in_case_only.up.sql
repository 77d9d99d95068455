-- Does:
--   - rename column users.Name to name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename column users.Name to name
ALTER TABLE users RENAME COLUMN "Name" TO name;
