-- Does:
--   - change column users.name: NOT NULL, default none to 'x'
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that had NULL in name keep what they got instead

-- give rows of users their values in name
UPDATE users SET name = 'nobody' WHERE name IS NULL;

-- change column users.name: NOT NULL, default none to 'x'
ALTER TABLE users MODIFY COLUMN name varchar(40) NOT NULL DEFAULT 'x', ALGORITHM=INPLACE, LOCK=NONE;
