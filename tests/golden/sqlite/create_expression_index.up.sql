-- Does:
--   - create index users_lower on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE INDEX users_lower ON users (lower(name));
