-- Does:
--   - change column users.name: type email to text
--   - drop domain email
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.name.

-- change column users.name: type email to text
ALTER TABLE users ALTER COLUMN name TYPE text;

-- drop domain email
DROP DOMAIN email;
