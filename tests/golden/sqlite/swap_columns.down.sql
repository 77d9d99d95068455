-- Does:
--   - drop index i of table users
--   - rename column users.title to name_goofer
--   - rename column users.name to title
--   - rename column users.name_goofer to name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index i of table users
DROP INDEX i;

-- rename column users.title to name_goofer
ALTER TABLE users RENAME COLUMN title TO name_goofer;

-- rename column users.name to title
ALTER TABLE users RENAME COLUMN name TO title;

-- rename column users.name_goofer to name
ALTER TABLE users RENAME COLUMN name_goofer TO name;
