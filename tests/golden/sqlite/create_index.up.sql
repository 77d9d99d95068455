-- Does:
--   - create index users_amount on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE INDEX users_amount ON users (amount DESC, name COLLATE NOCASE);
