-- Does:
--   - change index users_amount of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change index users_amount of table users
ALTER TABLE users ALTER INDEX users_amount VISIBLE, ALGORITHM=INPLACE, LOCK=NONE;
