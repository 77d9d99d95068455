-- Does:
--   - change column users.name: type varchar(10) to varchar(40)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.name.
-- Not atomic: this server commits after each statement.

-- change column users.name: type varchar(10) to varchar(40)
ALTER TABLE users MODIFY COLUMN name varchar(40), ALGORITHM=INPLACE, LOCK=NONE;
