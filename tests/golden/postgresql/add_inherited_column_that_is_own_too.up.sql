-- Does:
--   - change what admins says itself: name its own too
--   - add column users.name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- add column admins.name, which is its own too
ALTER TABLE admins ADD COLUMN name text DEFAULT 'x';

-- add column users.name
ALTER TABLE users ADD COLUMN name text DEFAULT 'x';
