-- Does:
--   - change what admins says itself: name its own too
--   - add column users.name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- The way back:
--   - users.name comes back with NULL: its values are discarded

-- add column admins.name, which is its own too
ALTER TABLE admins ADD COLUMN name text;

-- add column users.name
ALTER TABLE users ADD COLUMN name text;
