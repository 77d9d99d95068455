-- Does:
--   - rename column users.name to title
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename column users.name to title
ALTER TABLE users RENAME COLUMN name TO title;
