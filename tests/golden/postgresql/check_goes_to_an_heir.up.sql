-- Does:
--   - drop check grown (age > 17) from table users
--   - add check grown (age > 17) to table admins
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- drop check grown (age > 17) from table users
ALTER TABLE users DROP CONSTRAINT grown;

-- drop check grown (age > 17) from table admins
ALTER TABLE admins DROP CONSTRAINT IF EXISTS grown;

-- add check grown (age > 17) to table admins
ALTER TABLE admins ADD CONSTRAINT grown CHECK (age > 17);
