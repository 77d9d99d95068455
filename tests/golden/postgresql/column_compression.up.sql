-- Does:
--   - change column users.name: options
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change column users.name: options
ALTER TABLE users ALTER COLUMN name SET COMPRESSION pglz;
