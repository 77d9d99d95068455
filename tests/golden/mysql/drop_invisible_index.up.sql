-- Does:
--   - drop index users_amount of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop index users_amount of table users
ALTER TABLE users DROP INDEX users_amount, ALGORITHM=INPLACE, LOCK=NONE;
