-- Does:
--   - create index users_name on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- create index users_name on table users
ALTER TABLE users ADD INDEX users_name (name(10), amount), ALGORITHM=INPLACE, LOCK=NONE;
