-- Does:
--   - correct rows for users.by_name
--   - add unique constraint by_name (name) to table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- Look at:
--   - what corrects rows for users.by_name was not tried on the rows that are there
-- The way back:
--   - rows that were deleted or changed for users.by_name stay so

-- correct rows for users.by_name
DELETE FROM users WHERE id > 1 AND name IN (SELECT name FROM (SELECT name FROM users WHERE id = 1) AS first);

-- add unique constraint by_name (name) to table users
ALTER TABLE users ADD UNIQUE INDEX by_name (name), ALGORITHM=INPLACE, LOCK=NONE;
