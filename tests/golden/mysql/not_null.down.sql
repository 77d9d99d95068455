-- Does:
--   - change column users.name: allow NULL, default 'x' to none
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that had NULL in name keep what they got instead

-- change column users.name: allow NULL, default 'x' to none
ALTER TABLE users MODIFY COLUMN name varchar(40), ALGORITHM=INPLACE, LOCK=NONE;
