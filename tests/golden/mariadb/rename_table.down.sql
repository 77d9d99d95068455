-- Does:
--   - rename table people to users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- rename table people to users
RENAME TABLE people TO users;
