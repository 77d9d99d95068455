-- Does:
--   - rename table users to people
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- rename table users to people
RENAME TABLE users TO people;
