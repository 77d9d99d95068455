-- Does:
--   - drop primary key PRIMARY (id) from table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop primary key PRIMARY (id) from table users
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users DROP PRIMARY KEY;
