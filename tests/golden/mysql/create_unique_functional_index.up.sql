-- Does:
--   - create unique index users_lower on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- create unique index users_lower on table users
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users ADD UNIQUE INDEX users_lower ((lower(name)));
