-- Does:
--   - change column users.amount: type bigint to int
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.amount.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - users.amount fails on, or changes, values that int cannot hold

-- change column users.amount: type bigint to int
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users MODIFY COLUMN amount int NOT NULL DEFAULT 0;
