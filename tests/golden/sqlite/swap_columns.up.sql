-- Does:
--   - rename column users.name to name_goofer
--   - rename column users.title to name
--   - rename column users.name_goofer to title
--   - create index i on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename column users.name to name_goofer
ALTER TABLE users RENAME COLUMN name TO name_goofer;

-- rename column users.title to name
ALTER TABLE users RENAME COLUMN title TO name;

-- rename column users.name_goofer to title
ALTER TABLE users RENAME COLUMN name_goofer TO title;

CREATE INDEX i ON users (name);
