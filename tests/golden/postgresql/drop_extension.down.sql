-- Does:
--   - create extension citext
--   - change column users.name: type text to citext
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.name.
-- The way back:
--   - users.name fails on, or changes, values that citext cannot hold

CREATE EXTENSION citext;

-- change column users.name: type text to citext
ALTER TABLE users ALTER COLUMN name TYPE citext;
