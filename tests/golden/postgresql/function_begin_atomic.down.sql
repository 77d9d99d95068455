-- Does:
--   - drop function total()
--   - change column users.amount: type bigint to integer
--   - create function total()
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.amount.
-- The way back:
--   - users.amount fails on, or changes, values that integer cannot hold

-- drop function total()
DROP FUNCTION total();

-- change column users.amount: type bigint to integer
ALTER TABLE users ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE users ALTER COLUMN amount TYPE integer;
ALTER TABLE users ALTER COLUMN amount SET DEFAULT 0;

-- create function total()
CREATE FUNCTION total()
 RETURNS bigint
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 SELECT sum(users.amount) AS sum
    FROM users;
END;
