-- Does:
--   - change column users.amount: default 0 to none
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column users.amount: default 0 to none
ALTER TABLE users ALTER COLUMN amount DROP DEFAULT, ALGORITHM=INSTANT;
