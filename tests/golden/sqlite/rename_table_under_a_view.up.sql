-- Does:
--   - rename table users to people
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename table users to people
ALTER TABLE users RENAME TO people;
