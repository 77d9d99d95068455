-- Does:
--   - change column users.name: type varchar(40) to varchar(20)
--   - rename column users.name to Name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.Name.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - users.name fails on, or changes, values that varchar(20) cannot hold

-- change column users.name: type varchar(40) to varchar(20)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users MODIFY COLUMN name varchar(20);

-- rename column users.name to Name
ALTER TABLE users RENAME COLUMN name TO Name, ALGORITHM=INSTANT;
