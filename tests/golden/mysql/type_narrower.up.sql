-- Does:
--   - change column users.name: type varchar(40) to varchar(10)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.name.
-- Not atomic: this server commits after each statement.

-- change column users.name: type varchar(40) to varchar(10)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users MODIFY COLUMN name varchar(10);
