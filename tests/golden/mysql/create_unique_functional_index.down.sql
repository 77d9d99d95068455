-- Does:
--   - drop index users_lower of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop index users_lower of table users
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users DROP INDEX users_lower;
