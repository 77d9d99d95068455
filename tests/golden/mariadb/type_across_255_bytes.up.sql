-- Does:
--   - change column users.name: type varchar(40) to varchar(80)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.name.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - users.name fails on, or changes, values that varchar(40) cannot hold

-- change column users.name: type varchar(40) to varchar(80)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users MODIFY COLUMN name varchar(80);
