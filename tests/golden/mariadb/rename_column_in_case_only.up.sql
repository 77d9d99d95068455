-- Does:
--   - rename column users.Name to name
--   - change column users.name: type varchar(20) to varchar(40)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.Name.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - users.name fails on, or changes, values that varchar(20) cannot hold

-- rename column users.Name to name
ALTER TABLE users RENAME COLUMN Name TO name, ALGORITHM=INSTANT;

-- change column users.name: type varchar(20) to varchar(40)
ALTER TABLE users MODIFY COLUMN name varchar(40), ALGORITHM=INSTANT;
