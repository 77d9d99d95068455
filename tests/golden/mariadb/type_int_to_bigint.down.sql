-- Does:
--   - change column users.amount: type bigint(20) to int(11)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.amount.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - users.amount fails on, or changes, values that int(11) cannot hold

-- change column users.amount: type bigint(20) to int(11)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users MODIFY COLUMN amount int(11) NOT NULL DEFAULT 0;
