-- Does:
--   - drop view names
--   - create view names
--   - rename column users.title to name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop view names
DROP VIEW names;

CREATE VIEW names AS SELECT id, title FROM users;

-- rename column users.title to name
ALTER TABLE users RENAME COLUMN title TO name;
