-- Does:
--   - change column users.name: type citext to text
--   - drop extension citext
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.name.
-- The way back:
--   - users.name fails on, or changes, values that citext cannot hold

-- change column users.name: type citext to text
ALTER TABLE users ALTER COLUMN name TYPE text;

-- drop extension citext
DROP EXTENSION citext;
