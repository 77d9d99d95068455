-- Does:
--   - drop column users.name (its values are lost)
--   - change what admins says itself: name only inherited
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- The way back:
--   - users.name comes back with NULL: its values are discarded
-- goofer: loses the values of users.name

-- drop column users.name (its values are lost)
ALTER TABLE users DROP COLUMN name;

-- drop column admins.name, which is its own too
ALTER TABLE admins DROP COLUMN name;
