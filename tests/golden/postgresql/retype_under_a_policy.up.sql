-- Does:
--   - drop policy own on users
--   - change column users.amount: type integer to bigint
--   - create policy own on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.amount.
-- The way back:
--   - users.amount fails on, or changes, values that integer cannot hold

-- drop policy own on users
DROP POLICY own ON users;

-- change column users.amount: type integer to bigint
ALTER TABLE users ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE users ALTER COLUMN amount TYPE bigint;
ALTER TABLE users ALTER COLUMN amount SET DEFAULT 0;

CREATE POLICY own ON users FOR SELECT
    USING ((amount > 0));
