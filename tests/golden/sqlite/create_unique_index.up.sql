-- Does:
--   - create unique index users_name on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE UNIQUE INDEX users_name ON users (name);
