-- Does:
--   - create index users_amount on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- create index users_amount on table users
ALTER TABLE users ADD INDEX users_amount (amount) INVISIBLE, ALGORITHM=INPLACE, LOCK=NONE;
