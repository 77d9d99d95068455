-- Does:
--   - drop unique constraint users_name (name) from table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop unique constraint users_name (name) from table users
ALTER TABLE users DROP INDEX users_name, ALGORITHM=INPLACE, LOCK=NONE;
