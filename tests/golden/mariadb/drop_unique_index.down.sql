-- Does:
--   - add unique constraint users_name (name) to table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add unique constraint users_name (name) to table users
ALTER TABLE users ADD UNIQUE INDEX users_name (name), ALGORITHM=INPLACE, LOCK=NONE;
