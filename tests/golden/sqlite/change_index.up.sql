-- Does:
--   - drop index users_amount of table users
--   - create index users_amount on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index users_amount of table users
DROP INDEX users_amount;

CREATE INDEX users_amount ON users (amount DESC);
