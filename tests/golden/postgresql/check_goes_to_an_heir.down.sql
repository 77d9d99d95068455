-- Does:
--   - drop check grown (age > 17) from table admins
--   - add check grown (age > 17) to table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- drop check grown (age > 17) from table admins
ALTER TABLE admins DROP CONSTRAINT grown;

-- add check grown (age > 17) to table users
ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 17);
