-- Does:
--   - change column users.amount: default double(3) to 0
--   - drop function double(integer)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change column users.amount: default double(3) to 0
ALTER TABLE users ALTER COLUMN amount SET DEFAULT 0;

-- drop function double(integer)
DROP FUNCTION double(integer);
